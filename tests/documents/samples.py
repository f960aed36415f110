"""The résumés that the scripts beside it make documents of: JSON Resume, by name and language."""


def person(name, label, summary, city="London"):
    return {
        "name": name,
        "label": label,
        "email": "ada@example.org",
        "phone": "+44 20 7946 0018",
        "url": "https://ada.example.org",
        "location": {"address": "12 St James's Square", "postalCode": "SW1Y 4JH", "city": city},
        "summary": summary,
        "profiles": [{"network": "GitHub", "username": "ada", "url": "https://github.com/ada"}],
    }


def job(position, name, start, end=None, highlights=(), **more):
    known = {"position": position, "name": name, "startDate": start, "highlights": list(highlights)}
    return known | ({"endDate": end} if end else {}) | more


ADA = person(
    "Ada Lovelace-Byron",
    "Data Engineer",
    "Builds **configuration-driven** pipelines and writes about state-of-the-art query planning. Led teams of up "
    "to nine engineers through two migrations without a day of downtime.",
)

FULL = {
    "basics": ADA,
    "work": [
        job(
            "Principal Data Engineer", "Analytical Engines", "2021-04", None,
            ["Cut the nightly load from six hours to 38 minutes by replacing row-by-row transformations with set-based ones",
             "Led nine engineers through the move to `Arrow`, with *no* missed delivery and a plan that three other teams took over since",
             "Introduced cost limits per query; the bill fell by 41 % in the first quarter"],
            location="London", summary="Owns the data platform: 40 TB and 300 daily users."),
        job(
            "Senior Data Engineer", "Analytical Engines", "2018-09", "2021-03",
            ["Moved the warehouse without a day of downtime",
             "Mentored four junior engineers, two of whom lead teams today"],
            location="London"),
        job(
            "Data Engineer", "Northern Rail Operations", "2015-01", "2018-08",
            ["Built the delay forecast that the control room still uses; the median error fell from 7 to 2 minutes",
             "Wrote the [on-call handbook](https://rail.example.com/handbook)"],
            location="York", url="https://rail.example.com/data"),
        job(
            "Deputy Head of the Division for Digital Transformation and Programme Coordination",
            "Federal Institute for Population, Regional and Construction Research", "2012-10", "2014-12",
            ["Ran the tenders for the Institute's first shared data centre"]),
    ],
    "volunteer": [
        {"position": "Teacher", "organization": "Code Club", "startDate": "2016", "endDate": "2019",
         "highlights": ["Wrote twelve lessons that the network now gives to every new club"]},
    ],
    "education": [
        {"studyType": "BSc", "area": "Mathematics", "institution": "University of London", "startDate": "2009-09",
         "endDate": "2012-06", "score": "1st", "courses": ["Statistics", "Numerical Analysis", "Logic"]},
        {"studyType": "Certificate", "institution": "Imperial College", "startDate": "2013", "endDate": "2014"},
    ],
    "projects": [
        {"name": "Note G", "description": "Computes Bernoulli numbers on paper", "startDate": "2019",
         "endDate": "2020", "url": "https://notes.example.org/g", "keywords": ["Rust", "WebAssembly"],
         "highlights": ["Runs the first program in the browser"]},
    ],
    "awards": [{"title": "Engineer of the Year", "awarder": "Big Data London", "date": "2022-11",
                "summary": "For the delay forecast."}],
    "certificates": [
        {"name": "Kubernetes Administrator", "issuer": "CNCF", "date": "2020-02"},
        {"name": "Data Engineer Professional", "issuer": "Google", "date": "2021-05"},
    ],
    "publications": [
        {"name": "Cost models for analytical engines", "publisher": "VLDB", "releaseDate": "2023-08",
         "url": "https://vldb.example.org/p1", "summary": "Linear models predict plans within 8 %."},
        {"name": "Planning without statistics", "publisher": "CIDR", "releaseDate": "2021-01"},
    ],
    "skills": [
        {"name": "Platforms", "level": "Master", "keywords": ["PostgreSQL", "Kafka", "dbt", "Airflow"]},
        {"name": "Languages", "keywords": ["Rust", "Python", "SQL"]},
        {"name": "Methods", "keywords": ["Query planning", "Capacity planning"]},
    ],
    "languages": [{"language": "English", "fluency": "Native"}, {"language": "French", "fluency": "Fluent (C1)"}],
    "interests": [{"name": "Chess"}, {"name": "Music", "keywords": ["harp", "composition"]}],
    "references": [{"name": "Charles Babbage", "reference": "Ada sees in a machine what its builder has not yet seen."}],
}

SPARSE = {"basics": {"name": "Kim Lee"}, "work": [{"position": "Clerk", "name": "Library"}], "skills": [{"name": "Excel"}]}

FORTY = {
    "basics": ADA,
    "work": [
        job(f"Engineer {n:02}", f"Employer {n:02}", f"{2024 - n // 2}-0{1 + n % 9}", f"{2025 - n // 2}-1{n % 3}",
            [f"Delivered result {n:02} on time and within its budget", f"Wrote report {n:02}"])
        for n in range(40)
    ],
}

SHORT = {
    "basics": ADA,
    "work": [
        job("Seller", "Bakery", "2020-01", "2021-02", ["Sold bread", "Kept books"]),
        job("Clerk", "Library", "2018-03", "2019-12", ["Lent"]),
        job("Guide", "Museum", "2016-01", "2018-02", ["Led"]),
        job("Waiter", "Café", "2014-05", "2015-12", ["Served"]),
    ],
}

GREEK = {
    "basics": person("Ελένη Παπαδοπούλου", "Μηχανικός δεδομένων",
                     "Σχεδιάζει και συντηρεί συστήματα δεδομένων για δημόσιους οργανισμούς.", "Αθήνα"),
    "work": [
        job("Επικεφαλής μηχανικός", "Αναλυτικές Μηχανές", "2020-03", None,
            ["Μείωσε τον χρόνο φόρτωσης από έξι ώρες σε 38 λεπτά", "Καθοδήγησε οκτώ μηχανικούς"]),
        job("Προγραμματίστρια", "Εθνική Βιβλιοθήκη", "2015-01", "2020-02", ["Έγραψε το ευρετήριο του καταλόγου"]),
    ],
    "education": [{"studyType": "Πτυχίο", "area": "Μαθηματικά", "institution": "Πανεπιστήμιο Αθηνών",
                   "startDate": "2010-09", "endDate": "2014-06"}],
    "skills": [{"name": "Βάσεις", "keywords": ["PostgreSQL", "SQLite"]}],
    "languages": [{"language": "Ελληνικά", "fluency": "Μητρική"}, {"language": "Αγγλικά", "fluency": "C1"}],
}

CYRILLIC = {
    "basics": person("Ольга Смирнова", "Инженер данных",
                     "Проектирует и сопровождает хранилища данных для государственных организаций.", "Алматы"),
    "work": [
        job("Ведущий инженер", "Аналитические машины", "2020-03", None,
            ["Сократила ночную загрузку с шести часов до 38 минут", "Руководила восемью инженерами"]),
        job("Программист", "Национальная библиотека", "2015-01", "2020-02", ["Написала указатель каталога"]),
    ],
    "education": [{"studyType": "Бакалавр", "area": "Математика", "institution": "Казахский университет",
                   "startDate": "2010-09", "endDate": "2014-06"}],
    "skills": [{"name": "Базы данных", "keywords": ["PostgreSQL", "SQLite"]}],
    "languages": [{"language": "Русский", "fluency": "родной"}, {"language": "Английский", "fluency": "C1"}],
}

ARABIC = {
    "basics": person("ليلى حداد", "مهندسة بيانات", "تصمم أنظمة البيانات للمؤسسات العامة وتشرف على تشغيلها.", "عمّان"),
    "work": [
        job("رئيسة فريق", "بنك الشمال", "2020-03", None,
            ["خفضت زمن التحميل الليلي من ست ساعات إلى 38 دقيقة باستخدام PostgreSQL", "قادت ثمانية مهندسين"]),
        job("مبرمجة", "المكتبة الوطنية", "2015-01", "2020-02", ["كتبت فهرس المكتبة"]),
    ],
    "education": [{"studyType": "بكالوريوس", "area": "الرياضيات", "institution": "الجامعة الأردنية",
                   "startDate": "2010-09", "endDate": "2014-06"}],
    "skills": [{"name": "قواعد البيانات", "keywords": ["PostgreSQL", "SQLite"]}],
    "languages": [{"language": "العربية", "fluency": "اللغة الأم"}, {"language": "الإنجليزية", "fluency": "C1"}],
}

HEBREW = {
    "basics": person("נועה כהן", "מהנדסת נתונים", "מתכננת מערכות נתונים לארגונים ציבוריים ומפעילה אותן.", "חיפה"),
    "work": [
        job("ראשת צוות", "בנק הצפון", "2020-03", None,
            ["קיצרה את הטעינה הלילית משש שעות ל־38 דקות בעזרת PostgreSQL", "הובילה שמונה מהנדסים"]),
        job("מתכנתת", "הספרייה הלאומית", "2015-01", "2020-02", ["כתבה את מפתח הקטלוג"]),
    ],
    "education": [{"studyType": "תואר ראשון", "area": "מתמטיקה", "institution": "הטכניון",
                   "startDate": "2010-09", "endDate": "2014-06"}],
    "skills": [{"name": "מסדי נתונים", "keywords": ["PostgreSQL", "SQLite"]}],
    "languages": [{"language": "עברית", "fluency": "שפת אם"}, {"language": "אנגלית", "fluency": "C1"}],
}

JAPANESE = {
    "basics": person("田中 花子", "データエンジニア", "公共機関のデータ基盤を設計し、運用しています。", "東京"),
    "work": [
        job("主任エンジニア", "分析機関株式会社", "2020-03", None, ["夜間処理を6時間から38分に短縮", "8人のチームを率いる"]),
        job("プログラマー", "国立図書館", "2015-01", "2020-02", ["目録の索引を作成"]),
    ],
    "languages": [{"language": "日本語", "fluency": "母語"}],
}

MARKS = {
    "basics": person("#image(\"/etc/passwd\") <b>A</b>", "{{ x }} {% raw %} & ]]> <!--",
                     "#let x = 1; \\*not\\* _this_ $x^2$ @ref <label> // /* ] [ ~ \" ' #panic(1) <script>alert(1)</script>"),
    "work": [
        job("#eval(\"1\") & <i>", "= heading <w:p/>", "2020-01", "2021-02",
            ["</li></ul><script>alert(1)</script>", "\\$x\\$ #{1+1} `#raw` &amp; &lt; %s $(id) {{ 7*7 }}", "1. not a list - nor this"],
            location="<b>&amp;{{ x }}", url="https://example.org/?a=1&b=\"<>\""),
    ],
    "skills": [{"name": "]]>", "keywords": ["<x>", "#y", "*z*", "|a|b|"]}],
}

SAMPLES = {
    "full": (FULL, "en"),
    "sparse": (SPARSE, "en"),
    "forty": (FORTY, "en"),
    "short": (SHORT, "en"),
    "greek": (GREEK, "el"),
    "cyrillic": (CYRILLIC, "ru"),
    "arabic": (ARABIC, "ar"),
    "hebrew": (HEBREW, "he"),
    "japanese": (JAPANESE, "ja"),
    "marks": (MARKS, "en"),
}

THEMES = ["classic", "modern", "compact", "academic", "plain", "sidebar"]
PAPERS = ["a4", "us-letter"]
