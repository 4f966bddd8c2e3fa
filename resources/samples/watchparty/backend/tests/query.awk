# Query strings as browsers send them.
BEGIN {
    parse_query("code=brave-otter-42&name=J%C3%B8rgen+B&empty=&offset=-340")
    if (query["code"] != "brave-otter-42") { print "code"; exit 1 }
    if (query["name"] != "J\303\270rgen B") { print "name: " query["name"]; exit 1 }
    if (query["offset"] + 0 != -340) { print "offset"; exit 1 }
    if (url_decode("100%") != "100%") { print "lone percent"; exit 1 }
}
