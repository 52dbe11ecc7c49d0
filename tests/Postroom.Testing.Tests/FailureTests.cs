using Postroom.Testing.Transcripts;

namespace Postroom.Testing.Tests;

/// <summary>What is printed when a server does otherwise, and what no server may do.</summary>
public sealed class FailureTests
{
    private const string Deep100 = "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((";

    private const string Deep = Deep100 + Deep100 + Deep100 + Deep100 + Deep100 + Deep100 + Deep100 + Deep100 + Deep100 + Deep100 + Deep100;

    [Fact]
    public async Task A_failure_points_at_the_line_and_prints_both_sides()
    {
        string failure = await Play.FailsAsync("""
            GIVEN INBOX with 2 messages
            C: a SELECT INBOX
            C2: b STORE 2 +FLAGS (\Seen)
            S2: * 2 FETCH (FLAGS (\Seen))
            S2: b OK
            """, ("a SELECT INBOX", "* 2 EXISTS\na OK [READ-WRITE] done"), ("b STORE 2 +FLAGS (\\Seen)", "* 2 FETCH (FLAGS ())\nb OK done"));
        Assert.StartsWith("Line 4 of the script: nothing here expects this reply: * 2 FETCH (FLAGS ()); expected: line 4: * 2 FETCH (FLAGS (\\Seen)); line 5: b OK.", failure, StringComparison.Ordinal);
        Assert.Contains("--> S2: * 2 FETCH (FLAGS (\\Seen))\n", failure, StringComparison.Ordinal);
        Assert.Contains("    C1: a SELECT INBOX\n    S1: * 2 EXISTS\n    S1: a OK [READ-WRITE] done\n", failure, StringComparison.Ordinal);
        Assert.Contains("    C2: b STORE 2 +FLAGS (\\Seen)\n    S2: * 2 FETCH (FLAGS ())\n", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_server_is_waited_for_no_longer_than_patience_lasts()
    {
        await using var server = new FakeServer("* OK ready", ("a NOOP", ""));
        TranscriptException failure = await Assert.ThrowsAsync<TranscriptException>(
            () => Transcript.RunAsync(server, "C: a NOOP\nS: * 1 EXISTS\nS: a OK", TimeSpan.FromSeconds(2), CancellationToken.None));
        Assert.Contains("nothing came within 2 seconds; did not come: line 2: * 1 EXISTS; line 3: a OK", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("* 3  EXISTS", "a space too many")]
    [InlineData("* FLAGS (\\Seen )", "a space too many")]
    [InlineData("* FLAGS ( \\Seen)", "where a value should be")]
    [InlineData("* FLAGS (\\Seen", "')' is missing")]
    [InlineData("* LIST () \"/\" \"a\\b\"", "only \\\" and \\\\ are escapes")]
    [InlineData("* LIST () \"/\"foo", "no space between two values")]
    [InlineData("* OK", "some text")]
    [InlineData("* OK [ALERT]", "some text")]
    [InlineData("a FETCH done", "OK, NO or BAD")]
    [InlineData("* FLAGS " + Deep, "parentheses 1000 deep")]
    [InlineData("nothing", "at least a tag and a word")]
    [InlineData("* SEARCH 1\r* SEARCH 2\t", "a CR without LF")]
    [InlineData("* SEARCH 1\n\t", "LF without CR")]
    public async Task A_malformed_reply_fails_wherever_it_comes(string reply, string why)
    {
        string failure = await Play.FailsAsync("C: a NOOP\nS: ...\nS: a OK", ("a NOOP", reply.EndsWith('\t') ? reply : reply + "\na OK done"));
        Assert.Contains("a malformed reply: ", failure, StringComparison.Ordinal);
        Assert.Contains(why, failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FETCH 1 FLAGS", "* 4 EXISTS\n* 1 EXPUNGE", "EXPUNGE while no command is in progress that allows it")]
    [InlineData("STORE 1 FLAGS ()", "* 4 EXISTS\n* 1 EXPUNGE", "EXPUNGE while no command is in progress that allows it")]
    [InlineData("SEARCH ALL", "* 4 EXISTS\n* 1 EXPUNGE", "EXPUNGE while no command is in progress that allows it")]
    [InlineData("NOOP", "* 4 EXISTS\n* 3 EXISTS", "EXISTS goes from 4 to 3")]
    [InlineData("NOOP", "* 4 EXISTS\n* 5 EXPUNGE", "EXPUNGE of message 5, of 4")]
    [InlineData("NOOP", "* 4 EXISTS\n* 5 FETCH (FLAGS ())", "FETCH of message 5, of 4")]
    [InlineData("NOOP", "* 4 EXISTS\n* VANISHED 2:3\n* 1 EXISTS", "EXISTS goes from 2 to 1")]
    [InlineData("NOOP", "* 4 EXISTS\n* 1 UIDFETCH (FLAGS ())", "UIDFETCH without ENABLE UIDONLY")]
    [InlineData("NOOP", "* ENABLED UIDONLY\n* 4 EXISTS\n* 1 FETCH (FLAGS ())", "FETCH names a message number")]
    [InlineData("NOOP", "* ENABLED UIDONLY\n* 4 EXISTS\n* 1 EXPUNGE", "EXPUNGE names a message number")]
    [InlineData("NOOP", "* ENABLED UIDONLY\n* OK [UNSEEN 3] x", "[UNSEEN] is a message number")]
    [InlineData("NOOP", "b OK what", "a tagged reply to 'b'")]
    [InlineData("NOOP", "* LIST () \"/\" \"\u00e9\"", "octets above 127")]
    public async Task What_no_server_may_do_fails_every_transcript(string command, string answer, string why)
    {
        string failure = await Play.FailsAsync($"C: a {command}\nS: ...\nS: a OK", ($"a {command}", answer + "\na OK done"));
        Assert.Contains("against the protocol: " + why, failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UID FETCH 1 FLAGS")]
    [InlineData("NOOP")]
    [InlineData("COPY 1 x")]
    public Task Where_expunge_may_come_it_may(string command) =>
        Play.PassesAsync($"C: a {command}\nS: ...\nS: a OK", ($"a {command}", "* 4 EXISTS\n* 1 EXPUNGE\n* 3 EXISTS\na OK done"));

    [Fact]
    public Task A_mailbox_may_be_smaller_once_another_is_selected() => Play.PassesAsync(
        "C: a SELECT x\nC: b SELECT y\nC: c NOOP", ("a SELECT x", "* 9 EXISTS\na OK x"), ("b SELECT y", "* 1 EXISTS\nb OK x"), ("c NOOP", "c OK x"));
}
