//! What keys do on the timeline.

use super::draw::MOST_ZOOM;
use crate::tui::action::Zoom;
use crate::tui::model::Model;
use crate::tui::screen::incident::state::View;

/// Shows half of the time, or twice as much.
pub(crate) fn zoomed(model: &mut Model, zoom: Zoom) {
    let views = model
        .screens
        .incident_mut()
        .and_then(|incident| incident.views.last_mut());
    if let Some(View::Timeline(timeline)) = views {
        timeline.zoom = match zoom {
            Zoom::In => timeline.zoom.saturating_add(1).min(MOST_ZOOM),
            Zoom::Out => timeline.zoom.saturating_sub(1).max(-MOST_ZOOM),
        };
    }
}
