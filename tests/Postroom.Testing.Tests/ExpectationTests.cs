namespace Postroom.Testing.Tests;

/// <summary>What a script may expect, and how strictly it is held to it.</summary>
public sealed class ExpectationTests
{
    [Fact]
    public Task Untagged_lines_come_in_any_order_before_their_tagged_line() => Play.PassesAsync("""
        C: a SELECT INBOX
        S: * 2 EXISTS
        S: * 0 RECENT
        S: a OK done
        """, ("a SELECT INBOX", "* 0 RECENT\n* 2 EXISTS\na OK [READ-WRITE] all right"));

    [Fact]
    public async Task A_line_that_does_not_come_is_missed()
    {
        string failure = await Play.FailsAsync("""
            C: a SELECT INBOX
            S: * 2 EXISTS
            S: * 0 RECENT
            S: a OK done
            """, ("a SELECT INBOX", "* 2 EXISTS\na OK done"));
        Assert.Contains("did not come: line 3: * 0 RECENT", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unlisted_line_fails()
    {
        string failure = await Play.FailsAsync("""
            C: a NOOP
            S: a OK done
            """, ("a NOOP", "* 3 EXISTS\na OK done"));
        Assert.Contains("nothing here expects this reply: * 3 EXISTS", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_line_twice_is_one_too_many()
    {
        string failure = await Play.FailsAsync("""
            C: a NOOP
            S: * 3 EXISTS
            S: a OK done
            """, ("a NOOP", "* 3 EXISTS\n* 3 EXISTS\na OK done"));
        Assert.Contains("came without being expected: * 3 EXISTS", failure, StringComparison.Ordinal);
    }

    [Fact]
    public Task Dots_allow_unlisted_lines() => Play.PassesAsync("""
        C: a NOOP
        S: * 3 EXISTS
        S: ...
        S: a OK
        """, ("a NOOP", "* OK still here\n* 3 EXISTS\n* 1 RECENT\na OK done"));

    [Fact]
    public async Task What_must_not_come_fails_even_where_dots_allow_others()
    {
        string failure = await Play.FailsAsync("""
            C: a NOOP
            S!: * {_} RECENT
            S: ...
            S: a OK
            """, ("a NOOP", "* 3 EXISTS\n* 1 RECENT\na OK done"));
        Assert.Contains("this must not come: * {_} RECENT", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_come_may_also_be_left_out_or_come_late()
    {
        const string Script = """
            C: i IDLE
            S: + idling
            C: DONE
            S: * 3 EXISTS
            S?: * 1 RECENT
            S: i OK
            """;
        await Play.PassesAsync(Script, ("i IDLE", "+ idling"), ("DONE", "* 3 EXISTS\ni OK done"));
        await Play.PassesAsync(Script, ("i IDLE", "+ idling"), ("DONE", "* 1 RECENT\n* 3 EXISTS\ni OK done"));
        await Play.FailsAsync(Script, ("i IDLE", "+ idling"), ("DONE", "* 2 RECENT\n* 3 EXISTS\ni OK done"));
        await Play.PassesAsync("C: i IDLE\nS: + idling\nS: * 3 EXISTS\nS?: * 1 RECENT\nC: DONE\nS: i OK", ("i IDLE", "+ idling\n* 3 EXISTS\n* 1 RECENT"), ("DONE", "i OK done"));
    }

    [Theory]
    [InlineData("* 3 EXPUNGE\n* 3 EXPUNGE\n* 5 EXPUNGE\n* 8 EXPUNGE")]
    [InlineData("* 11 EXPUNGE\n* 7 EXPUNGE\n* 4 EXPUNGE\n* 3 EXPUNGE")]
    [InlineData("* 7 EXPUNGE\n* 3 EXPUNGE\n* 9 EXPUNGE\n* 3 EXPUNGE")]
    public Task Expunges_are_the_same_if_they_remove_the_same_messages(string answer) => Play.PassesAsync("""
        C: A202 EXPUNGE
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: * 5 EXPUNGE
        S: * 8 EXPUNGE
        S: A202 OK EXPUNGE completed
        """, ("A202 EXPUNGE", answer + "\nA202 OK done"));

    [Fact]
    public async Task Expunges_in_another_order_may_remove_other_messages()
    {
        string failure = await Play.FailsAsync("""
            C: a EXPUNGE
            S: * 3 EXPUNGE
            S: * 4 EXPUNGE
            S: a OK
            """, ("a EXPUNGE", "* 4 EXPUNGE\n* 3 EXPUNGE\na OK done"));
        Assert.Contains("messages removed: 3, 4; the script wants 3, 5", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("* FLAGS (\\Answered \\Seen)", "* FLAGS (\\seen \\ANSWERED)")]
    [InlineData("* FLAGS (\\Answered ...)", "* FLAGS (\\Seen \\Answered NonJunk)")]
    [InlineData("* OK [PERMANENTFLAGS (\\Seen \\*)] x", "* OK [PERMANENTFLAGS (\\* \\Seen)] y")]
    [InlineData("* CAPABILITY IMAP4rev1 IDLE ...", "* CAPABILITY AUTH=PLAIN IDLE IMAP4rev1")]
    [InlineData("* STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292)", "* STATUS \"blurdybloop\" (UIDNEXT 44292 MESSAGES 231)")]
    [InlineData("* LIST (\\NoSelect) \"/\" foo", "* LIST (\\Noselect) \"/\" {3}\nfoo")]
    [InlineData("* LIST () \"/\" INBOX", "* LIST () \"/\" \"inbox\"")]
    [InlineData("* SEARCH 2 84 882", "* SEARCH 882 2 84")]
    [InlineData("* 2 FETCH (FLAGS (\\Deleted \\Seen) UID 7)", "* 2 FETCH (UID 7 FLAGS (\\Seen \\Deleted))")]
    [InlineData("* 2 FETCH (...)", "* 2 FETCH (UID 7 FLAGS ())")]
    [InlineData("* 2 FETCH ....", "* 2 FETCH (UID 7 FLAGS ())")]
    [InlineData("* 1 FETCH (BODY[HEADER.FIELDS (DATE FROM)] {\"x\\r\\n\"})", "* 1 FETCH (BODY[HEADER.FIELDS (\"date\" \"FROM\")] {3}\nx\n)")]
    [InlineData("* 1 FETCH (BODY (\"TEXT\" \"PLAIN\" NIL))", "* 1 FETCH (BODY (\"text\" \"plain\" NIL))")]
    [InlineData("* ID (\"name\" \"x\" \"version\" {_})", "* ID (\"version\" \"1\" \"name\" \"x\")")]
    [InlineData("* ID NIL", "* ID NIL")]
    [InlineData("* ID {_}", "* ID NIL")]
    [InlineData("* ID {_}", "* ID (\"name\" \"x\")")]
    [InlineData("* 1 FETCH (BODY[7] {_})", "* 1 FETCH (BODY[7] \"\")")]
    [InlineData("* 1 FETCH (INTERNALDATE \" 1-Feb-1994 23:59:59 +0000\")", "* 1 FETCH (INTERNALDATE \"01-Feb-1994 23:59:59 +0000\")")]
    [InlineData("* OK [COPYUID 38505 304,319:320 {first}:{last}] Done", "* OK [COPYUID 38505 304,319,320 3956:3958] x")]
    [InlineData("* NAMESPACE ((\"\" \"/\")) NIL ((\"#shared/\" \"/\") (\"#public/\" \"/\"))", "* NAMESPACE ((\"\" \"/\")) NIL ((\"#shared/\" \"/\")(\"#public/\" \"/\"))")]
    [InlineData("* 1 FETCH (BODY[] ~{\"a\\0b\"})", "* 1 FETCH (BODY[] ~{3}\na\0b)")]
    public Task These_say_the_same(string expected, string actual) =>
        Play.PassesAsync($"C: a NOOP\nS: {expected}\nS: a OK", ("a NOOP", actual + "\na OK done"));

    [Theory]
    [InlineData("* FLAGS (\\Answered \\Seen)", "* FLAGS (\\Answered \\Seen \\Draft)")]
    [InlineData("* FLAGS (\\Answered \\Seen ...)", "* FLAGS (\\Answered)")]
    [InlineData("* OK [UIDNEXT 5] x", "* OK [UIDNEXT 6] x")]
    [InlineData("* OK [UIDNEXT 5] x", "* OK UIDNEXT 5")]
    [InlineData("* LIST () \"/\" foo", "* LIST () \"/\" Foo")]
    [InlineData("* LIST () \"/\" foo", "* LIST () \".\" foo")]
    [InlineData("* LIST () \"/\" foo", "* LSUB () \"/\" foo")]
    [InlineData("* SEARCH 2 84", "* SEARCH 2 84 882")]
    [InlineData("* STATUS x (MESSAGES 231 UIDNEXT 44292)", "* STATUS x (MESSAGES 44292 UIDNEXT 231)")]
    [InlineData("* 2 FETCH (FLAGS (\\Seen))", "* 2 FETCH (FLAGS (\\Seen) UID 7)")]
    [InlineData("* 2 FETCH (UID 7)", "* 3 FETCH (UID 7)")]
    [InlineData("* 1 FETCH (INTERNALDATE \" 1-Feb-1994 23:59:59 +0000\")", "* 1 FETCH (INTERNALDATE \"11-Feb-1994 23:59:59 +0000\")")]
    [InlineData("* 1 FETCH (ENVELOPE (NIL))", "* 1 FETCH (ENVELOPE (\"NIL\"))")]
    [InlineData("* 1 FETCH (BODY[TEXT] \"Hello\")", "* 1 FETCH (BODY[TEXT] \"hello\")")]
    [InlineData("* OK [COPYUID 1 2:3 5:6] Done", "* OK [COPYUID 1 3,2 5:6] Done")]
    [InlineData("* {n} EXISTS\nS: * {n} RECENT", "* 3 EXISTS\n* 2 RECENT")]
    public async Task These_do_not(string expected, string actual) =>
        Assert.NotEqual("", await Play.FailsAsync($"C: a NOOP\nS: {expected}\nS: a OK", ("a NOOP", actual + "\na OK done")));

    [Fact]
    public Task A_status_without_a_code_in_the_script_may_have_one() => Play.PassesAsync("""
        C: a APPEND x {"y"}
        S: a OK APPEND completed
        """, ("a APPEND x {1}", "+ go"), ("y", "a OK [APPENDUID 1 2] done"));

    [Fact]
    public async Task Empty_brackets_demand_that_there_is_no_code()
    {
        await Play.PassesAsync("C: a NOOP\nS: a OK [] done", ("a NOOP", "a OK done"));
        await Play.FailsAsync("C: a NOOP\nS: a OK [] done", ("a NOOP", "a OK [ALERT] done"));
    }

    [Fact]
    public async Task Human_text_is_not_compared_but_the_status_is()
    {
        await Play.PassesAsync("C: a NOOP\nS: a NO I will not", ("a NOOP", "a NO sorry"));
        string failure = await Play.FailsAsync("C: a NOOP\nS: a NO I will not", ("a NOOP", "a BAD sorry"));
        Assert.Contains("not the tagged reply that is expected here: a BAD sorry", failure, StringComparison.Ordinal);
    }

    [Fact]
    public Task Tagged_replies_with_a_tilde_come_in_any_order() => Play.PassesAsync("""
        C+: a SEARCH ALL
        C: b NOOP
        S~: * SEARCH 1
        S~: a OK
        S~: b OK
        """, ("a SEARCH ALL", ""), ("b NOOP", "b OK first\n* SEARCH 1\na OK then"));

    [Fact]
    public async Task Without_it_the_order_is_the_scripts()
    {
        string failure = await Play.FailsAsync("""
            C+: a SEARCH ALL
            C: b NOOP
            S: * SEARCH 1
            S: a OK
            S: b OK
            """, ("a SEARCH ALL", ""), ("b NOOP", "b OK first\n* SEARCH 1\na OK then"));
        Assert.Contains("not the tagged reply that is expected here: b OK first", failure, StringComparison.Ordinal);
    }

    [Fact]
    public Task What_two_connections_hear_is_sorted_by_connection() => Play.PassesAsync("""
        C1: i IDLE
        S1: + idling
        C2: a NOOP
        S1: * 3 EXISTS
        S2: a OK
        C1: DONE
        S1: i OK
        """, ("i IDLE", "+ idling\n* 3 EXISTS"), ("a NOOP", "a OK done"), ("DONE", "i OK done"));
}
