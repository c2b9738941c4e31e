//! What is on the screenshots. Nothing a seed draws is on one: it would not agree with the story of another year.

use crate::canvas::Color;

pub(crate) struct Picture {
    /// Its file, without the ending.
    pub(crate) name: &'static str,
    /// In the bar at the top.
    pub(crate) title: &'static str,
    /// Background, letters, bar.
    pub(crate) colors: [Color; 3],
    /// Behind a line that begins with `|`.
    pub(crate) bubble: Color,
    pub(crate) text: &'static str,
}

const PAPER: [Color; 3] = [[255, 255, 255], [20, 20, 20], [70, 80, 95]];
const NIGHT: [Color; 3] = [[16, 18, 22], [220, 220, 220], [120, 20, 20]];
const PHONE: [Color; 3] = [[236, 240, 238], [20, 20, 20], [20, 110, 90]];
const GREY: Color = [222, 228, 236];
const DARK: Color = [48, 52, 62];

pub(crate) const PICTURES: &[Picture] = &[
    Picture {
        name: "leak-site",
        title: "hidden service · published companies",
        colors: NIGHT,
        bubble: DARK,
        text: "
 NEW    a software company          40 GB     sample: 1 %
|COUNTDOWN   1 day 20 hours   then everything

 /staff/pay/2026-02/            2,114 files
 /staff/bank/                     318 files
 /tenants/                     61,000 people
   sample_01.pdf   sample_02.pdf   sample_03.pdf

 We wrote to them on Friday. They do not answer.
 Journalists: ask us.",
    },
    Picture {
        name: "bucket-listing",
        title: "browser, private window, not signed in",
        colors: PAPER,
        bubble: GREY,
        text: "
<ListBucketResult>
  <IsTruncated>true</IsTruncated>
|  <Key>events/users-full.csv</Key>          1.1 GB
  <Key>events/2025-12.csv</Key>             88 MB
  <Key>imports/hazelhof-members.csv</Key>  212 kB
  <Key>imports/README.txt</Key>              1 kB
|  <Key>support/2026-02/ticket-8812-id.pdf</Key>
  <Key>support/2026-02/ticket-8813-id.pdf</Key>
  <Key>support/2026-02/ticket-8820-id.jpg</Key>
  ...",
    },
    Picture {
        name: "support-console",
        title: "Support console · impersonating a customer",
        colors: PAPER,
        bubble: GREY,
        text: "
|IMPERSONATION ACTIVE        ends by itself: never

 Tenant                    Records    Last opened
 Ostler & Reed Opticians     4,118    Sat 21:07
 Pinfold Garden Centers        902    Sat 21:09
 Tidewater Rowing Club       1,377    Sat 21:12

 [ View as customer ]  [ Export ]  [ Close ]",
    },
    Picture {
        name: "assistant-chat",
        title: "Pip · your travel assistant",
        colors: PHONE,
        bubble: [205, 232, 200],
        text: "
|You:  what time do I board
 Pip:  Sure! Ms. V., your flight boards at 14:05.
       Passport NX••••••4 is on file.
       Anything else?
|You:  who is ms V??
 Pip:  I apologize for the confusion!
       That is you.",
    },
    Picture {
        name: "pin-prompt",
        title: "photograph of a laptop's screen",
        colors: [[20, 40, 70], [235, 235, 235], [40, 40, 40]],
        bubble: [60, 90, 130],
        text: "

              PROPERTY OF THE COMPANY

              This device is managed.
              Enter the PIN to start it.

|              PIN   _ _ _ _ _ _

              Recovery key     Help
",
    },
    Picture {
        name: "forum-offer",
        title: "forum · offers · databases",
        colors: NIGHT,
        bubble: DARK,
        text: "
|SELLING   8,700 decision-makers, DE AT UK US
 name, firm, e-mail, mobile, prices,
 and personal notes (you will like the notes)

 sample, 3 of 8,700:
  *****, purchasing   -12 %   back operation in spring
  *****, owner         -8 %   wife is expecting
  *****, IT            -5 %   hates calls before ten

 One buyer. Price by message.",
    },
    Picture {
        name: "page-unavailable",
        title: "browser · submit a data security breach",
        colors: PAPER,
        bubble: GREY,
        text: "
 503 Service Unavailable

 The page you asked for is being maintained.
 Please try again later.

|Wed Jun 10 07:05:41 PDT    3 attempts since 07:00",
    },
    Picture {
        name: "group-chat",
        title: "Thursday five-a-side · 15 members",
        colors: PHONE,
        bubble: [205, 232, 200],
        text: "
 K:  look at the second tab
 K:  [file] list, as promised
 R:  is that our keeper? 'recovering, no evenings'
|D:  take that down. now
 D:  I am IN that
 M:  lol screenshotted
 K:  was only sent to me by mistake, relax",
    },
];
