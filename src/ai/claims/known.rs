//! Words by which the guard tells claims from other words, all in small letters.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::normal::skeleton;
use super::plain::{is_plain, stem};

/// Technologies that are no words of every day, or so seldom that a résumé means the technology.
const TECHNOLOGIES: &str = "abap airflow airtable akka alpine android angular angularjs ansible apache \
    apollo appium arangodb arduino argocd artifactory asana asp astro athena auth0 autocad avro aws axios \
    azure babel bash bazel bigquery bitbucket blender bokeh bun cassandra catboost \
    celery ceph chakra chatgpt circleci clickhouse clojure cloudflare cloudformation cobol cockroachdb codeigniter \
    confluence consul couchbase couchdb cpp csharp css css3 cucumber cuda cypress d3 dagster dart databricks datadog dbt \
    debian delphi deno django docker dotnet drupal dynamodb ebpf ecs eks elasticsearch elixir electron ember envoy erlang \
    eslint etcd express.js fastapi fedora figma firebase flask flink fluentd flutter fortran freebsd gatsby gcp gensim gin \
    git github gitlab golang gradle grafana graphql groovy grpc hadoop haproxy haskell hazelcast heroku hibernate html html5 \
    huggingface hugo ibm illustrator influxdb ios istio jaeger java javascript jaxrs jenkins jest jetbrains jira jquery js \
    julia junit jupyter jvm k8s kafka keras keycloak kibana knative kotlin kubernetes kvm lambda langchain laravel latex \
    lightgbm linux llm llms llvm loki looker lua lucene luigi macos magento mariadb matlab matplotlib maven mediawiki \
    memcached metabase mongodb mqtt mssql mysql neo4j netbeans netlify next.js nextjs nginx nlp nodejs nomad nosql npm \
    numpy nuxt oauth objective-c ocaml okta openai opencv openshift openstack opentelemetry openxr pandas pascal perl \
    photoshop php playwright podman postgis postgres postgresql powerbi powershell presto prisma \
    prometheus protobuf pulsar pulumi puppeteer pyspark pytest python pytorch qt quarkus quicksight rabbitmq rails raku \
    rancher reactjs redis redshift redux rest-api rhel rocksdb ros ruby rust salesforce sap sas scala \
    scikit scikit-learn scipy sass scylladb seaborn selenium sentry servicenow sharepoint shopify sklearn snowflake \
    solaris solidity solr sonarqube spacy splunk spss sql sqlalchemy sqlite sqs stata storybook supabase svelte \
    svn symfony tableau tailwind tailwindcss talend teamcity tensorflow terraform threejs tomcat torch trello trino \
    tsql typescript ubuntu unix unreal v8 vagrant vb verilog vercel vhdl vite vmware vue vue.js vuejs wasm webassembly \
    webgl webpack websocket websockets weka wordpress xamarin xcode xgboost xml yaml yarn zapier zig zookeeper zsh zustand";

/// Degrees and proofs in small letters.
const DEGREES: &str = "phd ph.d mba msc m.sc bsc b.sc b.a m.a b.eng m.eng llm llb bachelor bachelors bachelor's \
    baccalaureate doctoral dphil magister licentiate certified certification \
    accredited chartered patent patents patented diplom-ingenieur staatsexamen promoviert";

/// Words that say how much without a figure.
const QUANTITIES: &str = "half halved halving double doubled doubling triple tripled tripling treble \
    quadruple quadrupled quintupled twice thrice dozen dozens hundred hundreds thousand thousands million millions \
    billion billions trillion trillions twofold threefold fourfold fivefold sixfold sevenfold eightfold ninefold \
    tenfold hundredfold percent pct zwei drei fünf sechs sieben acht neun zehn zwölf zwanzig dreißig vierzig fünfzig \
    sechzig siebzig achtzig neunzig hundert tausend halbiert verdoppelt verdreifacht deux trois quatre cinq huit neuf \
    onze douze quinze vingt trente quarante cinquante soixante cent mille doublé triplé dos tres cuatro cinco seis siete \
    ocho nueve diez doce quince veinte treinta cuarenta cincuenta ciento mil doblado triplicado";

/// Verbs and other words that begin the lines of résumés, beside those of every job; any inflection counts.
const OPENING: &str = "accelerate achieve acted adapt address administer advise advocate analyse analyze answer apply \
    architect arrange assemble assess assign assist attend audit author automate award balance became begin began broaden \
    budget calculate capture care catalogue centralise centralize change chaired champion check clarify clean close coach \
    coded collaborate collect combine communicate compare compile complete compose conceive conduct configure connect \
    consolidate construct consult control convert convince cooperate coordinate copied correct counsel cover cultivate \
    cut debug decide decrease dedicate define delegate deliver demonstrate deploy design detail detect determine devise \
    diagnose direct discover discuss distribute document draft draw drew drive drove drives edit educate elevate \
    eliminate embed encourage end engage engineer enhance enlarge enrich establish estimate evaluate examine execute expand \
    expedite explain explore extend extract facilitate fix focus forecast form formulate foster found gather generate \
    gain grow grew guide hire host identify illustrate improve increase inform initiate inspect inspire install \
    instruct integrate interpret interview introduce invent investigate invite join judge launch lead led leads learn \
    learned learnt lectured lift list log lower manage map market measure mediate mentor merge migrate minimise minimize \
    mitigate model moderate modernise modernize modify monitor motivate move negotiate observe obtain onboard open \
    operate optimise optimize order organise organize oversee oversaw own package participate partner perform persuade \
    pilot pioneer plan present prevent prioritise prioritize process produce program promote propose prototype publish \
    purchase raise ran run runs running rebuild rebuilt receive recommend reconcile record recruit redesign reduce \
    refactor refine release remove reorganise reorganize repair replace report represent research resolve respond \
    responsible restore restructure retain review revise rewrite rewrote save schedule scale secure select sell sold \
    serve share ship shorten show simplify solve spearhead sped speed standardise standardize start stabilise stabilize steer \
    streamline strengthen structure study studied succeed suggest supervise survey sustain taught teach test track \
    train transfer transform translate travel troubleshoot tune turn tutor unify update upgrade validate verify \
    volunteer win won write wrote written writing \
    additionally alongside also besides currently daily day-to-day earlier finally first formerly here later mainly \
    monthly new nightly now occasionally often once previously regularly self-taught senior similarly \
    successfully then today together weekly who yearly";

/// Function words of other languages than English: a text with one of them may open with any word.
const FOREIGN: &str = "der die das und mit für von zur zum bei eine einer eines einem einen des dem den le la les et \
    du pour avec dans une sur el los las y con para por del una il di che e per gli della een het van voor met och att \
    för med och af til og na z w oraz do";

/// English function words that none of those languages has.
const ENGLISH: &str = "the and of to with from by that which for an at into our their this";

fn set(words: &'static str) -> HashSet<&'static str> {
    words.split_ascii_whitespace().collect()
}

static SKELETONS: LazyLock<HashSet<String>> =
    LazyLock::new(|| TECHNOLOGIES.split_ascii_whitespace().map(skeleton).collect());
static NAMED_DEGREES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| set(DEGREES));
static AMOUNTS: LazyLock<HashSet<String>> =
    LazyLock::new(|| QUANTITIES.split_ascii_whitespace().map(super::normal::normal).collect());
static STEMS: LazyLock<HashSet<String>> =
    LazyLock::new(|| OPENING.split_ascii_whitespace().filter_map(stem).collect());
static OPENINGS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| set(OPENING));
static FOREIGNERS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| set(FOREIGN));
static NATIVES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| set(ENGLISH));

/// Whether it is a technology, or looks like one to a reader.
pub(super) fn is_technology(folded: &str) -> bool {
    SKELETONS.contains(&skeleton(folded))
}

pub(super) fn is_degree(folded: &str) -> bool {
    NAMED_DEGREES.contains(folded)
}

/// Whether it is a number in letters: `doubled`, `dozens`, `zwanzig`, `tenfold`.
pub(super) fn is_amount(folded: &str) -> bool {
    AMOUNTS.contains(folded) || (folded.ends_with("zig") && folded.contains("und"))
}

/// Whether a capital letter on it means no name.
pub(super) fn is_common(folded: &str) -> bool {
    is_plain(folded) || OPENINGS.contains(folded) || stem(folded).is_some_and(|stem| STEMS.contains(&stem))
}

/// Whether a text with these words is in another language than English.
pub(super) fn is_foreign<'a>(mut words: impl Iterator<Item = &'a str> + Clone) -> bool {
    words.clone().any(|word| FOREIGNERS.contains(word)) && !words.any(|word| NATIVES.contains(word))
}
