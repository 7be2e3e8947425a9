"""For authors of banks: every mistake in one, case files run against one, and what can be told of one by counting.

    case_files    YAML documents -> cases, with everything that is wrong with them
    expectations  what a case may expect, and what can never come out
    cases         a case + a bank -> what differs, with the rules and answers behind it (`grounds`)
    folders       which files a path means, and the bank beside them
    telling       what came of the cases, in words and as data
    paths         how many questions are asked at the least and at the most
    stats         a bank in numbers, in words and as data by `telling_stats`
    frequencies   how often each conclusion comes out of many sets of answers
    reading_ease  how hard the words are to read
    examining     a bank -> every complaint about it, each of a kind in `codes`, by the checks in `linting`
    locating      where each part of a bank stands in its files
    sarif         the complaints for editors and code hosts; in words and as data by `telling_mistakes`

Nothing here prints; `folders` and `examining` alone read files.
"""
