#!/usr/bin/env bash
# papers-please makes new BibTeX keys from a Lattes CV every time, so that no \cite finds its work after the next
# export, and one key for two works of the same title and year. It leaves out books, chapters, accepted articles and
# talks without a title of proceedings, the number of an issue, and what says which author comes first. It writes "&"
# and "%" as they stand: of "Tools in 80% of all towns" LaTeX prints "Tools in 80". There's no error.
#
# Who is hit: researchers in Brazil, whose CVs are kept in Lattes: those who take their list of publications from there
# into LaTeX, a site or ORCID lose works, and their references with every update.
# Expected: seven works with keys of their own, the same in each run. In the DTD of Lattes (LMPLCurriculo.DTD, as
# reynierhdez/SLattes has it; this file is valid by it) books, chapters and accepted articles stand beside the articles,
# the title of the proceedings is optional, FASCICULO is part of an article and ORDEM-DE-AUTORIA of an author. BibTeX
# 0.99d skips the second of two entries with one key ("Repeated entry"). papers-please's README says that it converts
# Lattes XML files to BibTeX to update the work in ORCID, and names nothing as left out; that the key is Python's
# hash() of title and year, which differs in each process, only its source tells.
# Nothing was found upstream about any of it.
# Seen 2026-11-30 with papers-please 1.1.1 (PyPI).
set -euo pipefail

fail() { echo "changed: $*" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
unset PYTHONHASHSEED
python3 -m venv venv
pip=(papers-please==1.1.1)
venv/bin/pip install -q --no-compile --disable-pip-version-check "${pip[@]}"
echo "${pip[*]}"

cat >lattes.xml <<'X'
<?xml version="1.0" encoding="UTF-8"?>
<CURRICULO-VITAE SISTEMA-ORIGEM-XML="LATTES_OFFLINE">
<DADOS-GERAIS NOME-COMPLETO="Ada Exemplo" NOME-EM-CITACOES-BIBLIOGRAFICAS="EXEMPLO, A." NACIONALIDADE="B"
 PERMISSAO-DE-DIVULGACAO="NAO"/>
<PRODUCAO-BIBLIOGRAFICA>
<TRABALHOS-EM-EVENTOS>
<TRABALHO-EM-EVENTOS SEQUENCIA-PRODUCAO="1">
<DADOS-BASICOS-DO-TRABALHO NATUREZA="RESUMO" TITULO-DO-TRABALHO="Knots" ANO-DO-TRABALHO="2016"/>
<DETALHAMENTO-DO-TRABALHO NOME-DO-EVENTO="Rope Days" TITULO-DOS-ANAIS-OU-PROCEEDINGS="Acts of the Rope Days"/>
<AUTORES NOME-COMPLETO-DO-AUTOR="Ada Exemplo" NOME-PARA-CITACAO="EXEMPLO, A." ORDEM-DE-AUTORIA="1"/>
</TRABALHO-EM-EVENTOS>
<TRABALHO-EM-EVENTOS SEQUENCIA-PRODUCAO="2">
<DADOS-BASICOS-DO-TRABALHO NATUREZA="RESUMO" TITULO-DO-TRABALHO="Knots" ANO-DO-TRABALHO="2016"/>
<DETALHAMENTO-DO-TRABALHO NOME-DO-EVENTO="Tools Days" TITULO-DOS-ANAIS-OU-PROCEEDINGS="Acts of the Tools Days"/>
<AUTORES NOME-COMPLETO-DO-AUTOR="Ada Exemplo" NOME-PARA-CITACAO="EXEMPLO, A." ORDEM-DE-AUTORIA="1"/>
</TRABALHO-EM-EVENTOS>
<TRABALHO-EM-EVENTOS SEQUENCIA-PRODUCAO="3">
<DADOS-BASICOS-DO-TRABALHO NATUREZA="COMPLETO" TITULO-DO-TRABALHO="A talk" ANO-DO-TRABALHO="2017"/>
<DETALHAMENTO-DO-TRABALHO NOME-DO-EVENTO="Tools Days" TITULO-DOS-ANAIS-OU-PROCEEDINGS=""/>
<AUTORES NOME-COMPLETO-DO-AUTOR="Ada Exemplo" NOME-PARA-CITACAO="EXEMPLO, A." ORDEM-DE-AUTORIA="1"/>
</TRABALHO-EM-EVENTOS>
</TRABALHOS-EM-EVENTOS>
<ARTIGOS-PUBLICADOS>
<ARTIGO-PUBLICADO SEQUENCIA-PRODUCAO="4">
<DADOS-BASICOS-DO-ARTIGO NATUREZA="COMPLETO" TITULO-DO-ARTIGO="Tools in 80% of all towns" ANO-DO-ARTIGO="2018"/>
<DETALHAMENTO-DO-ARTIGO TITULO-DO-PERIODICO-OU-REVISTA="Notes" VOLUME="5" FASCICULO="2" PAGINA-INICIAL="7"
 PAGINA-FINAL=""/>
<AUTORES NOME-COMPLETO-DO-AUTOR="Ada Exemplo" NOME-PARA-CITACAO="EXEMPLO, A." ORDEM-DE-AUTORIA="2"/>
<AUTORES NOME-COMPLETO-DO-AUTOR="Beto Modelo" NOME-PARA-CITACAO="MODELO, B." ORDEM-DE-AUTORIA="1"/>
</ARTIGO-PUBLICADO>
</ARTIGOS-PUBLICADOS>
<LIVROS-E-CAPITULOS>
<LIVROS-PUBLICADOS-OU-ORGANIZADOS>
<LIVRO-PUBLICADO-OU-ORGANIZADO SEQUENCIA-PRODUCAO="5">
<DADOS-BASICOS-DO-LIVRO TIPO="LIVRO_PUBLICADO" TITULO-DO-LIVRO="A book" ANO="2019"/>
<DETALHAMENTO-DO-LIVRO NOME-DA-EDITORA="Nord"/>
<AUTORES NOME-COMPLETO-DO-AUTOR="Ada Exemplo" NOME-PARA-CITACAO="EXEMPLO, A." ORDEM-DE-AUTORIA="1"/>
</LIVRO-PUBLICADO-OU-ORGANIZADO>
</LIVROS-PUBLICADOS-OU-ORGANIZADOS>
<CAPITULOS-DE-LIVROS-PUBLICADOS>
<CAPITULO-DE-LIVRO-PUBLICADO SEQUENCIA-PRODUCAO="6">
<DADOS-BASICOS-DO-CAPITULO TITULO-DO-CAPITULO-DO-LIVRO="A chapter" ANO="2020"/>
<DETALHAMENTO-DO-CAPITULO TITULO-DO-LIVRO="Handbook"/>
<AUTORES NOME-COMPLETO-DO-AUTOR="Ada Exemplo" NOME-PARA-CITACAO="EXEMPLO, A." ORDEM-DE-AUTORIA="1"/>
</CAPITULO-DE-LIVRO-PUBLICADO>
</CAPITULOS-DE-LIVROS-PUBLICADOS>
</LIVROS-E-CAPITULOS>
<ARTIGOS-ACEITOS-PARA-PUBLICACAO>
<ARTIGO-ACEITO-PARA-PUBLICACAO SEQUENCIA-PRODUCAO="7">
<DADOS-BASICOS-DO-ARTIGO NATUREZA="COMPLETO" TITULO-DO-ARTIGO="An accepted article" ANO-DO-ARTIGO="2021"/>
<DETALHAMENTO-DO-ARTIGO TITULO-DO-PERIODICO-OU-REVISTA="Notes"/>
<AUTORES NOME-COMPLETO-DO-AUTOR="Ada Exemplo" NOME-PARA-CITACAO="EXEMPLO, A." ORDEM-DE-AUTORIA="1"/>
</ARTIGO-ACEITO-PARA-PUBLICACAO>
</ARTIGOS-ACEITOS-PARA-PUBLICACAO>
</PRODUCAO-BIBLIOGRAFICA>
</CURRICULO-VITAE>
X
for n in 1 2; do
    venv/bin/python -c "from papers_please import XMLParser; XMLParser('lattes.xml').generate_bibtex('works$n.bib')"
done
cat >read.py <<'X'
import re
from pathlib import Path

first, second = [Path(f"works{n}.bib").read_text() for n in (1, 2)]
keys, again = [re.findall(r"@\w+{(.*),", text) for text in (first, second)]
print("works:", len(keys), "| keys:", len(set(keys)), "| the same keys again:", len(set(keys) & set(again)))
for entry in first.split("@")[1:]:
    fields = dict(re.findall(r"(\w+) *= {(.*)}", entry))
    print(entry.split("{")[0], *[f"| {name} {fields[name]}" for name in fields if name in ["title", "author", "pages"]])
X
venv/bin/python read.py | tee seen
diff - seen <<'X' || fail "see the difference above"
works: 3 | keys: 2 | the same keys again: 0
inproceedings | title Knots | author Ada Exemplo | pages -
inproceedings | title Knots | author Ada Exemplo | pages -
article | title Tools in 80% of all towns | author Ada Exemplo and Beto Modelo | pages 7-
X
