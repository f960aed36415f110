//! Countries by name: JSON Resume has their codes, other programs their English names.
//!
//! Source: the names of YAMLResume 0.16.1, which takes no other, with their codes in ISO 3166-1.

/// The code of a country, by its name in any case.
pub(super) fn code_of(name: &str) -> Option<&'static str> {
    all().find(|(_, known)| known.eq_ignore_ascii_case(name.trim())).map(|(code, _)| code)
}

/// The name of a country, by its code in any case.
pub(super) fn name_of(code: &str) -> Option<&'static str> {
    all().find(|(known, _)| known.eq_ignore_ascii_case(code.trim())).map(|(_, name)| name)
}

/// Whether a code is that of a state of the USA or a province of Canada.
pub(super) fn is_state(code: &str) -> bool {
    STATES.split(' ').any(|state| state == code)
}

const STATES: &str = "\
    AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR \
    PA RI SC SD TN TX UT VT VA WA WV WI WY AB BC MB NB NL NS NT NU ON PE QC SK YT";

fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    COUNTRIES.split('|').filter_map(|entry| entry.split_once(' '))
}

const COUNTRIES: &str = "\
    AF Afghanistan|AX Aland Islands|AL Albania|DZ Algeria|AS American Samoa|AD Andorra|AO Angola|AI Anguilla|\
    AQ Antarctica|AG Antigua And Barbuda|AR Argentina|AM Armenia|AW Aruba|AU Australia|AT Austria|AZ Azerbaijan|\
    BH Bahrain|BD Bangladesh|BB Barbados|BY Belarus|BE Belgium|BZ Belize|BJ Benin|BM Bermuda|BT Bhutan|BO Bolivia|\
    BQ Bonaire, Sint Eustatius and Saba|BA Bosnia and Herzegovina|BW Botswana|BV Bouvet Island|BR Brazil|\
    IO British Indian Ocean Territory|BN Brunei|BG Bulgaria|BF Burkina Faso|BI Burundi|KH Cambodia|CM Cameroon|\
    CA Canada|CV Cape Verde|KY Cayman Islands|CF Central African Republic|TD Chad|CL Chile|CN China|\
    CX Christmas Island|CC Cocos (Keeling) Islands|CO Colombia|KM Comoros|CG Congo|CK Cook Islands|CR Costa Rica|\
    CI Cote D'Ivoire (Ivory Coast)|HR Croatia|CU Cuba|CW Curaçao|CY Cyprus|CZ Czech Republic|\
    CD Democratic Republic of the Congo|DK Denmark|DJ Djibouti|DM Dominica|DO Dominican Republic|TL East Timor|\
    EC Ecuador|EG Egypt|SV El Salvador|GQ Equatorial Guinea|ER Eritrea|EE Estonia|ET Ethiopia|FK Falkland Islands|\
    FO Faroe Islands|FJ Fiji Islands|FI Finland|FR France|GF French Guiana|PF French Polynesia|\
    TF French Southern Territories|GA Gabon|GM Gambia The|GE Georgia|DE Germany|GH Ghana|GI Gibraltar|GR Greece|\
    GL Greenland|GD Grenada|GP Guadeloupe|GU Guam|GT Guatemala|GG Guernsey and Alderney|GN Guinea|GW Guinea-Bissau|\
    GY Guyana|HT Haiti|HM Heard Island and McDonald Islands|HN Honduras|HK Hong Kong|HU Hungary|IS Iceland|IN India|\
    ID Indonesia|IR Iran|IQ Iraq|IE Ireland|IL Israel|IT Italy|JM Jamaica|JP Japan|JE Jersey|JO Jordan|\
    KZ Kazakhstan|KE Kenya|KI Kiribati|XK Kosovo|KW Kuwait|KG Kyrgyzstan|LA Laos|LV Latvia|LB Lebanon|LS Lesotho|\
    LR Liberia|LY Libya|LI Liechtenstein|LT Lithuania|LU Luxembourg|MO Macau|MG Madagascar|MW Malawi|MY Malaysia|\
    MV Maldives|ML Mali|MT Malta|IM Man (Isle of)|MH Marshall Islands|MQ Martinique|MR Mauritania|MU Mauritius|\
    YT Mayotte|MX Mexico|FM Micronesia|MD Moldova|MC Monaco|MN Mongolia|ME Montenegro|MS Montserrat|MA Morocco|\
    MZ Mozambique|MM Myanmar|NA Namibia|NR Nauru|NP Nepal|NL Netherlands|NC New Caledonia|NZ New Zealand|\
    NI Nicaragua|NE Niger|NG Nigeria|NU Niue|NF Norfolk Island|KP North Korea|MK North Macedonia|\
    MP Northern Mariana Islands|NO Norway|OM Oman|PK Pakistan|PW Palau|PS Palestinian Territory Occupied|PA Panama|\
    PG Papua new Guinea|PY Paraguay|PE Peru|PH Philippines|PN Pitcairn Island|PL Poland|PT Portugal|PR Puerto Rico|\
    QA Qatar|RE Reunion|RO Romania|RU Russia|RW Rwanda|SH Saint Helena|KN Saint Kitts And Nevis|LC Saint Lucia|\
    PM Saint Pierre and Miquelon|VC Saint Vincent And The Grenadines|BL Saint-Barthelemy|\
    MF Saint-Martin (French part)|WS Samoa|SM San Marino|ST Sao Tome and Principe|SA Saudi Arabia|SN Senegal|\
    RS Serbia|SC Seychelles|SL Sierra Leone|SG Singapore|SX Sint Maarten (Dutch part)|SK Slovakia|SI Slovenia|\
    SB Solomon Islands|SO Somalia|ZA South Africa|GS South Georgia|KR South Korea|SS South Sudan|ES Spain|\
    LK Sri Lanka|SD Sudan|SR Suriname|SJ Svalbard And Jan Mayen Islands|SZ Swaziland|SE Sweden|CH Switzerland|\
    SY Syria|TW Taiwan|TJ Tajikistan|TZ Tanzania|TH Thailand|BS The Bahamas|TG Togo|TK Tokelau|TO Tonga|\
    TT Trinidad And Tobago|TN Tunisia|TR Türkiye|TM Turkmenistan|TC Turks And Caicos Islands|TV Tuvalu|UG Uganda|\
    UA Ukraine|AE United Arab Emirates|GB United Kingdom|US United States|UM United States Minor Outlying Islands|\
    UY Uruguay|UZ Uzbekistan|VU Vanuatu|VA Vatican City State (Holy See)|VE Venezuela|VN Vietnam|\
    VG Virgin Islands (British)|VI Virgin Islands (US)|WF Wallis And Futuna Islands|EH Western Sahara|YE Yemen|\
    ZM Zambia|ZW Zimbabwe";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_one_code() {
        assert_eq!(all().count(), 250);
        assert!(all().all(|(code, name)| code.len() == 2
            && code_of(name) == Some(code)
            && name_of(code) == Some(name)));
        assert_eq!((code_of("germany"), code_of("Atlantis")), (Some("DE"), None));
    }
}
