//! Content for the tests of renderers.

pub(super) use tests::{MARKS, classic, content, marked, rendered};

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::document::Document;
    use crate::document::content::{Content, Options};
    use crate::document::language::Language;
    use crate::formats::testing::{Store, counting, now};
    use crate::formats::{InputFormat, parse, plan};
    use crate::render::theme::{Theme, built_in};
    use crate::render::{Job, Paper, Photo, Rendered, Renderer};

    /// The theme that is used where none is named.
    pub(in crate::render) fn classic() -> Theme {
        Theme::of("classic", None, built_in("classic").unwrap()).unwrap()
    }

    /// The content of a JSON Resume file.
    pub(in crate::render) fn content(file: &Value, language: &str, options: &Options) -> Content {
        let parsed = parse(file.to_string().as_bytes(), InputFormat::JsonResume).unwrap();
        let mut store = Store::default();
        store.carry_out(&plan(parsed, &[], None, now(), &mut counting(0)));
        let document = Document::of(store.document(), &store.experiences);
        Content::of(&document, &Language::find(language).unwrap(), options)
    }

    /// What a renderer makes of content.
    pub(in crate::render) fn rendered(
        renderer: &dyn Renderer,
        content: &Content,
        photo: Option<&Photo>,
    ) -> Rendered {
        let job = Job { content, theme: &classic(), paper: Paper::A4, pages: None, photo };
        renderer.render(&job).unwrap()
    }

    /// Text that would end or begin something in every format.
    pub(in crate::render) const MARKS: &str =
        "<b>&amp;</b> ]]> --> \"'` {{ 7*7 }} {% x %} \\ #x $y$ </script><!-- \u{1b}[31m";

    /// A résumé whose every text is full of marks.
    pub(in crate::render) fn marked() -> Value {
        let m = MARKS;
        json!({
            "basics": {
                "name": m, "label": m, "email": "a\"b<c>@x.example", "phone": m, "url": "https://x.example/\"<>?a=1&b=2",
                "summary": format!("{m}\n\n- {m}\n  1. {m}"), "location": {"city": m, "address": m},
                "profiles": [{"network": m, "username": m, "url": "javascript:alert(1)"}]
            },
            "work": [
                {"name": m, "position": m, "location": m, "url": "https://x.example/'\"", "summary": m, "description": m,
                    "startDate": "2020-01", "highlights": [m, "[x](https://x.example/?a&b) `c` **d** *e*"]},
                {"name": m, "position": "second", "startDate": "2018", "endDate": "2019"}
            ],
            "education": [{"institution": m, "area": m, "studyType": m, "score": m, "courses": [m, "a, b"]}],
            "skills": [{"name": m, "level": m, "keywords": [m, "x"]}, {"keywords": [m]}],
            "references": [{"name": m, "reference": m}]
        })
    }
}
