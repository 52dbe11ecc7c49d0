namespace Postroom.Testing.Tests;

/// <summary>Literals, in the RFCs' form and in the ones that count for themselves.</summary>
public sealed class LiteralTests
{
    [Fact]
    public Task A_counted_literal_is_sent_after_the_servers_leave() => Play.PassesAsync("""
        C: A001 LOGIN {11}
        S: + Ready for additional command text
        C: FRED FOOBAR {7}
        S: + Ready for additional command text
        C: fat man
        S: A001 OK LOGIN completed
        """, ("A001 LOGIN {11}", "+ go"), ("FRED FOOBAR {7}", "+ go"), ("fat man", "A001 OK done"));

    [Fact]
    public Task The_leave_need_not_be_written() => Play.PassesAsync("""
        C: A284 SEARCH CHARSET UTF-8 TEXT {6}
        C: XXXXXX
        S: * SEARCH 43
        S: A284 OK SEARCH completed
        """, ("A284 SEARCH CHARSET UTF-8 TEXT {6}", "+ go"), ("XXXXXX", "* SEARCH 43\nA284 OK done"));

    [Fact]
    public Task A_non_synchronizing_one_asks_for_none() => Play.PassesAsync("""
        C: A001 LOGIN {11+}
        C: FRED FOOBAR {7+}
        C: fat man
        S: A001 OK LOGIN completed
        """, ("A001 LOGIN {11+}", ""), ("FRED FOOBAR {7+}", ""), ("fat man", "A001 OK done"));

    [Fact]
    public Task The_last_line_break_of_a_message_belongs_to_it() => Play.PassesAsync("""
        C: a APPEND x {9}
        C: To: x
        C:
        C:
        S: a OK
        """, ("a APPEND x {9}", "+ go"), ("To: x", ""), ("", ""), ("", "a OK done"));

    [Fact]
    public Task A_block_counts_for_itself_and_may_stand_anywhere_in_the_line() => Play.PassesAsync("""
        C: a X {} y
        C| Hello
        C| é
        S: a OK
        """, ("a X {11}", "+ go"), ("Hello", ""), ("\u00c3\u00a9", ""), (" y", "a OK done"));

    [Fact]
    public Task Short_ones_stand_in_their_place() => Play.PassesAsync("""
        C: a LOGIN {"FRED FOOBAR"} {+"fat man"} ~{"a\0\xff"}
        S: a OK
        """, ("a LOGIN {11}", "+ go"), ("FRED FOOBAR {7+}", ""), ("fat man ~{3}", "+ go"), ("a\0\u00ff", "a OK done"));

    [Fact]
    public Task An_announcement_without_octets_is_just_that() => Play.PassesAsync("""
        C: A044 BLURDYBLOOP {102856}
        S: A044 BAD No such command as "BLURDYBLOOP"
        """, ("A044 BLURDYBLOOP {102856}", "A044 BAD no such command"));

    [Fact]
    public async Task A_literal_that_is_refused_fails_the_test()
    {
        string failure = await Play.FailsAsync("C: a LOGIN {\"x\"}\nS: a OK", ("a LOGIN {1}", "a NO too big"));
        Assert.Contains("the server's leave to send the literal", failure, StringComparison.Ordinal);
        Assert.Contains("a NO too big", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S: * 12 FETCH (BODY[HEADER] {} UID 7)\nS| To: x\nS|")]
    [InlineData("S: * 12 FETCH (BODY[HEADER] {9}\nS: To: x\nS:\nS:  UID 7)")]
    [InlineData("S: * 12 FETCH (UID 7 BODY[HEADER] {\"To: x\\r\\n\\r\\n\"})")]
    public async Task An_expected_literal_is_compared_octet_by_octet(string expected)
    {
        await Play.PassesAsync($"C: a NOOP\n{expected}\nS: a OK", ("a NOOP", "* 12 FETCH (BODY[HEADER] {9}\nTo: x\n\n UID 7)\na OK done"));
        await Play.FailsAsync($"C: a NOOP\n{expected}\nS: a OK", ("a NOOP", "* 12 FETCH (BODY[HEADER] {9}\nTo: y\n\n UID 7)\na OK done"));
    }

    [Fact]
    public void A_number_counts_only_at_the_end_of_the_line()
    {
        string message = Play.RefusesScript("C: a NOOP\nS: * 12 FETCH (BODY[HEADER] {9} UID 7)\nS| To: x\nS|\nS: a OK");
        Assert.StartsWith("Line 2", message, StringComparison.Ordinal);
    }
}
