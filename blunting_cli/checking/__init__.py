"""For authors of banks: case files run against a bank, and what can be told of a bank by counting.

    case_files    YAML documents -> cases, with everything that is wrong with them
    expectations  what a case may expect, and what can never come out
    cases         a case + a bank -> what differs, with the rules and answers behind it (`grounds`)
    folders       which files a path means, and the bank beside them
    telling       what came of the cases, in words and as data
    paths         how many questions are asked at the least and at the most
    stats         a bank in numbers, in words and as data by `telling_stats`
    frequencies   how often each conclusion comes out of many sets of answers
    reading_ease  how hard the words are to read

Nothing here prints, and `folders` alone reads files.
"""
