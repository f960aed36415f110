//! Languages by their codes: Europass has those of ISO 639-2, in both of its forms.

/// The English name; the code itself where it is not known.
pub(super) fn name(code: &str) -> String {
    let lower = code.to_lowercase();
    let known = LANGUAGES.split_whitespace().filter_map(|entry| entry.split_once('='));
    let found = known.into_iter().find(|(codes, _)| codes.split('/').any(|known| known == lower));
    found.map_or_else(|| code.to_owned(), |(_, name)| name.to_owned())
}

const LANGUAGES: &str = "ara/ar=Arabic bul/bg=Bulgarian cat/ca=Catalan chi/zho/zh=Chinese hrv/hr=Croatian cze/ces/cs=Czech \
    dan/da=Danish dut/nld/nl=Dutch eng/en=English est/et=Estonian fin/fi=Finnish fre/fra/fr=French ger/deu/de=German \
    gre/ell/el=Greek heb/he=Hebrew hin/hi=Hindi hun/hu=Hungarian ice/isl/is=Icelandic gle/ga=Irish ita/it=Italian \
    jpn/ja=Japanese kor/ko=Korean lav/lv=Latvian lit/lt=Lithuanian mac/mkd/mk=Macedonian mlt/mt=Maltese nor/no=Norwegian \
    per/fas/fa=Persian pol/pl=Polish por/pt=Portuguese rum/ron/ro=Romanian rus/ru=Russian srp/sr=Serbian slo/slk/sk=Slovak \
    slv/sl=Slovenian spa/es=Spanish swe/sv=Swedish tur/tr=Turkish ukr/uk=Ukrainian urd/ur=Urdu vie/vi=Vietnamese \
    alb/sqi/sq=Albanian arm/hye/hy=Armenian baq/eus/eu=Basque bos/bs=Bosnian geo/kat/ka=Georgian glg/gl=Galician";
