"""Writes twenty résumés in the program's own format: by kind, language, date and character different ones."""

import json
import pathlib
import sys
import uuid

folder = pathlib.Path(sys.argv[1])
KINDS = ["work", "volunteer", "education", "project", "award", "certificate", "publication", "skill", "language",
         "interest", "reference"]
AT = "2026-01-01T00:00:00Z"


def entry(kind, title="", **fields):
    """An experience; what is empty is left out."""
    fields = {key: value for key, value in fields.items() if value not in (None, [], {})}
    if "bullets" in fields:
        fields["bullets"] = [{"text": text} if isinstance(text, str) else text for text in fields["bullets"]]
    return {"kind": kind, "title": title, **fields}


def job(title="Engineer", organization="Nordwind GmbH", start="2019-03", **fields):
    return entry("work", title, organization=organization, start_date=start, **fields)


def person(name="Ada Lovelace", **fields):
    return {"basics": {"name": name, **fields}}


ADA = dict(label="Engineer", email="ada@example.org", phone="+49 228 1234567", url="https://ada.example.org",
           summary="Builds engines.\n\nTalks about them.",
           location={"city": "Bonn", "countryCode": "DE", "region": "NRW", "postalCode": "53111", "address": "Weg 1"},
           profiles=[{"network": "GitHub", "username": "ada", "url": "https://github.com/ada"},
                     {"network": "LinkedIn", "username": "ada", "url": "https://www.linkedin.com/in/ada"},
                     {"network": "Codeberg", "username": "ada", "url": "https://codeberg.org/ada"}])

EVERY_KIND = [
    job(end_date="2021-05", location="Bonn", url="https://nordwind.example", text="Kept the mills turning.",
        bullets=["Cut costs by 30%", "Led 4 people"], skills=["Rust", "SQL"]),
    entry("volunteer", "Helper", organization="Red Cross", start_date="2015", end_date="2016", text="First aid courses.",
          bullets=["Taught 100 people"]),
    entry("education", "M.Sc.", organization="TU München", start_date="2012-10", end_date="2014-09",
          metadata={"area": "Physics", "score": "1.3"}, bullets=["Optics", "Field theory"]),
    entry("project", "Engine", url="https://engine.example", start_date="2020", text="A small engine.",
          bullets=["Runs on one core"], skills=["Rust"], metadata={"roles": ["Author"]}),
    entry("award", "Best paper", organization="ACM", start_date="2018-11-05", text="For the engine."),
    entry("certificate", "CKA", organization="CNCF", start_date="2022-02", url="https://cncf.example/cka"),
    entry("publication", "On engines", organization="Journal of Mills", start_date="2017-06", text="How they turn.",
          url="https://doi.org/10.1000/182"),
    entry("skill", "Programming", skills=["Rust", "C++", "C#"], metadata={"level": "Master"}),
    entry("language", "German", metadata={"fluency": "Native or Bilingual Proficiency"}),
    entry("interest", "Chess", skills=["Endgames"]),
    entry("reference", "Charles Babbage", text="She knew what she wanted from the engine."),
]

# Marks that Markdown, Typst, LaTeX, HTML and YAML mean something by.
MARKS = ["#hashtag and C# and #42", "<script>alert(1)</script> & <b>", "$100 and $$ and 5$", "`code` and **bold** and *it*",
         "a_b_c * d * e ~x~ ^y^", "1. first", "- dash", "+ plus", "> quoted", "[link](https://a.example) and [no]",
         "back\\slash \\n \\section{x}", "@user and key: value", "'single' \"double\" — – …", "{brace} %percent% | pipe",
         "!bang & ?mark", "null", "yes", "0x1F", "12:30", "~", "...", "---", "end\\", "https://x.example/a_b?c=d&e=f#g"]

resumes = {
    "one-job": (None, [job()]),
    "full": (person(**ADA), EVERY_KIND),
    "name-only": (person(), [job(end_date="2020")]),
    "no-organization": (person(**ADA), [entry("work", "Freelancer", start_date="2018"), entry("work", "", organization="Acme"),
                                       entry("education", "", organization="MIT"), entry("education", "B.Sc. Physics")]),
    "promotions": (person(**ADA), [job("Lead", start="2022-01"), job("Senior", start="2020-01", end_date="2021-12"),
                                   job("Junior", start="2018-01", end_date="2019-12"), job("Intern", start=None)]),
    "odd-dates": (person(**ADA), [job(start=None), job(start=None, end_date="2016"), job(start="2014-03-15", end_date="2014-03"),
                                  job(start="2020-05", end_date="2019-01"), job(start="2031-01"), job(start="2020", end_date="2020"),
                                  entry("award", "Prize", start_date="1999-12-31"), entry("publication", "Undated"),
                                  entry("certificate", "CKA", start_date="2020", end_date="2023")]),
    "marks": (person("Ada #1 <Lovelace> $x", label=MARKS[0], summary=" ".join(MARKS)),
              [job(mark, organization=mark, text=mark, bullets=[mark, mark + " again"], skills=[mark]) for mark in MARKS]
              + [entry(kind, mark, text=mark, skills=[mark], organization=mark) for kind, mark in zip(KINDS, MARKS)]),
    "markdown": (person(**ADA), [job(text="**Bold** and *italic* and `code` and [a link](https://a.example).\n\n- one\n- two\n\nLast.",
                                     bullets=["**40%** faster", "see [here](https://b.example/(x))", "two\nlines"])]),
    "japanese": (person("山田 太郎", label="エンジニア", location={"city": "東京", "countryCode": "JP"}, url="https://例え.jp/履歴書"),
                 [job("主任エンジニア", "株式会社北風", text="検索を速くした。", bullets=["応答時間を半分にした"], url="https://例え.jp")]
                 + [entry("language", "日本語", metadata={"fluency": "母語"}), entry("skill", "プログラミング", skills=["Rust"])]),
    "arabic": (person("ليلى حداد", label="مهندسة", location={"city": "القاهرة", "countryCode": "EG"}),
               [job("مهندسة برمجيات", "شركة الشمال", text="بنت محرك البحث.", bullets=["خفضت التكلفة 30%"])]),
    "russian": (person("Анна Иванова", email="anna@пример.example", url="https://пример.example"),
                [job("Инженер", "ООО Север", bullets=["Ускорила поиск"]), entry("education", "Бакалавр", organization="МГУ",
                 metadata={"area": "Физика"}, start_date="2010", end_date="2014")]),
    "german": (person("Jörg Müller", label="Bäcker", email="joerg@müller.example", phone="0228 1234567",
                      location={"city": "Köln", "countryCode": "DE"}),
               [job("Bäckermeister", "Bäckerei Groß & Söhne", start="2001-04"),
                entry("education", "Meisterbrief", organization="HWK Köln", start_date="2000", end_date="2001"),
                entry("language", "Deutsch", metadata={"fluency": "Muttersprache"}),
                entry("language", "Englisch", metadata={"fluency": "B2"})]),
    "skills": (person(**ADA), [entry("skill", name, skills=words, metadata=level) for name, words, level in [
        ("Rust", [], {}), ("Databases", ["PostgreSQL", "SQLite"], {"level": "Expert"}), ("", ["loose"], {}),
        ("Cooking", [], {"level": "7/10"}), ("Chess: endgames", ["a, b"], {"level": "Novice"})]]),
    "accounts": ({"basics": {"name": "Ada", "profiles": [
        {"url": "https://github.com/ada"}, {"network": "Twitter", "username": "ada"}, {"network": "X", "url": "https://x.com/ada"},
        {"network": "Stack Overflow", "username": "123/ada", "url": "https://stackoverflow.com/users/123/ada"},
        {"network": "Mastodon", "username": "@ada@example.social", "url": "https://example.social/@ada"},
        {"network": "ORCID", "username": "0000-0002-1825-0097"}, {"username": "ada"},
        {"network": "My Blog", "url": "https://blog.example/ä ö"}, {"network": "YouTube", "username": "@ada"}]}}, [job()]),
    "contact": ({"basics": {"name": "Dr. Ada / Lovelace, Ph.D.", "email": "ada+cv@sub.example.co.uk", "phone": "(912) 555-4321",
                            "url": "http://localhost:3000/cv#me", "location": {"countryCode": "GB"}}}, [job()]),
    "students": (person("Kim"), [entry("education", degree, organization=school, start_date=start, metadata=more) for
                                 degree, school, start, more in [
        ("Abitur", "Gymnasium", "2018", {"score": "1,0"}), ("Bachelor of Science in Biology", "ETH", "2019-09", {}),
        ("PhD", "MIT", None, {"area": "Physics & #1"}), ("Exchange", "", "2020-02-30"[:7], {"area": "History"}),
        ("", "Night school", "2021", {"courses": ["Typing"]})]]),
    "papers": (person("Ada"), [entry("publication", f"Paper {n}: “On $x_{n}$”", organization=where, start_date=when, url=url, text=text)
                               for n, (where, when, url, text) in enumerate([
        ("Nature", "2020-05-01", "https://doi.org/10.1000/1", "One."), (None, "2020", None, None), ("arXiv", None, "https://arxiv.org/abs/1", None),
        ("Conf", "2019-02", "https://conf.example/a b|c", "Some words\nin two lines.")])]),
    "long": (person(**ADA), [job(f"Job {n}", start=f"{1990 + n}-01", end_date=f"{1990 + n}-12", text="Words " * 200,
                                 bullets=[f"Bullet {m} " + "word " * 40 for m in range(12)]) for n in range(12)]),
    "short": (person("A", summary="x"), [job("x", "y", text="z", bullets=["w"]), entry("project", "p"), entry("reference", "r", text="s"),
                                       entry("volunteer", "v", organization="o"), entry("award", "a"), entry("certificate", "c"),
                                       entry("interest", "i"), entry("language", "l"), entry("skill", "s")]),
    "extras": ({"basics": {"name": "Ada", "pronouns": "she", "image": "ada.jpg", "location": {}}, "meta": {"theme": "even"}},
               [job(metadata={"team": {"size": 3}, "remote": True, "tags": ["a"]}), entry("project", "Engine", metadata={
                   "roles": "Lead", "keywords": "kw", "type": "application"}), entry("work", "No dates", bullets=["a  b"])]),
}

assert len(resumes) == 20, len(resumes)
for name, (profile, entries) in resumes.items():
    for number, one in enumerate(entries):
        one |= {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}/{number}")), "created_at": AT, "updated_at": AT}
    document = {"format": "resume", "version": 1, "experiences": entries} | ({"profile": profile} if profile else {})
    (folder / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False, indent=1))
