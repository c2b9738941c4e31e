"""Changes a letter as outside counsel does, with every change tracked, and lets LibreOffice read it and save it as Word.

    python3 make.py LETTER.docx OUT.docx

Needs soffice. LETTER.docx is `letter export --format docx` of `letter.md` beside this file, with the remark of dana on
"José Núñez"; OUT.docx is what tests/it/letter_word.rs takes back.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

PAULA = 'w:id="90" w:author="Paula Hart" w:date="2026-11-27T10:00:00Z"'
JOERG = 'w:id="91" w:author="Jörg Müßig" w:date="2026-11-27T11:00:00Z"'


def run(text, kind="t"):
    return f'<w:r><w:{kind} xml:space="preserve">{text}</w:{kind}></w:r>'


def changed(by, gone, new):
    deleted = f"<w:del {by}>{run(gone, 'delText')}</w:del>" if gone else ""
    return deleted + (f"<w:ins {by}>{run(new)}</w:ins>" if new else "")


def paragraph(document, words):
    """The paragraph that has the words."""
    return next(p for p in re.findall(r"<w:p [^>]*>.*?</w:p>", document, re.S) if words in p)


def replaced(document, words, by, gone, new):
    """Within the run that has the words, `gone` becomes `new`; the rest of the run stays."""
    old = next(r for r in re.findall(r"<w:r>(?:(?!</w:r>).)*</w:r>", document, re.S) if words in r)
    before, after = re.search(r"<w:t[^>]*>(.*)</w:t>", old, re.S).group(1).split(gone or words, 1)
    new_runs = run(before) + changed(by, gone, new) + run(after if gone else words + after)
    assert document.count(old) == 1, words
    return document.replace(old, new_runs)


def marked(paragraph, change):
    """The end of a paragraph deleted or inserted."""
    return paragraph.replace("<w:rPr />", f"<w:rPr>{change}</w:rPr>", 1)


def edited(document):
    document = replaced(document, "opened our files", PAULA, "opened", "gained access to")
    struck = paragraph(document, "struck by counsel")
    gone = marked(struck, f"<w:del {PAULA}/>")
    gone = re.sub(r"<w:r>.*</w:r>", lambda m: f"<w:del {PAULA}>" + m.group(0).replace("w:t", "w:delText") + "</w:del>", gone)
    document = document.replace(struck, gone)
    item = paragraph(document, "your address")
    new = marked(item, f"<w:ins {PAULA}/>")
    new = re.sub(r"<w:r>.*</w:r>", changed(PAULA, "", "your Straße, café and naïve façade number"), new)
    document = document.replace(item, new + item)
    document = replaced(document, "3 Nov", JOERG, "3 Nov", "4 Nov")
    document = replaced(document, "Sincerely", JOERG, "", "Yours ")
    start, end = '<w:commentRangeStart w:id="2"/>', '<w:commentRangeEnd w:id="2"/><w:r><w:commentReference w:id="2"/></w:r>'
    bold = next(r for r in re.findall(r"<w:r>(?:(?!</w:r>).)*</w:r>", document, re.S) if ">We<" in r)
    return document.replace(bold, start + bold + end)


def commented(comments):
    text = run("Who is “we”?") + "</w:p><w:p>" + run("Name the controller: Größe &amp; Söhne.")
    note = f'<w:comment w:id="2" w:author="Paula Hart" w:date="2026-11-27T10:05:00Z" w:initials="PH"><w:p>{text}</w:p></w:comment>'
    return comments.replace("</w:comments>", note + "</w:comments>")


def main():
    source, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        changed_file = folder / out.name
        with zipfile.ZipFile(source) as before, zipfile.ZipFile(changed_file, "w") as after:
            for name in before.namelist():
                text = before.read(name)
                if name == "word/document.xml":
                    text = edited(text.decode()).encode()
                if name == "word/comments.xml":
                    text = commented(text.decode()).encode()
                after.writestr(name, text)
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
             "docx:MS Word 2007 XML", "--outdir", str(folder / "saved"), str(changed_file)], check=True, timeout=120)
        out.write_bytes((folder / "saved" / out.name).read_bytes())


main()
