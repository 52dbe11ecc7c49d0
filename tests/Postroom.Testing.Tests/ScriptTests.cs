using Postroom.Testing.Transcripts;

namespace Postroom.Testing.Tests;

/// <summary>How a script is read: who speaks, what is awaited, what is refused.</summary>
public sealed class ScriptTests
{
    [Fact]
    public async Task A_command_with_no_answer_written_must_succeed()
    {
        await Play.PassesAsync("C: a SELECT INBOX\nC: b NOOP", ("a SELECT INBOX", "* 2 EXISTS\na OK done"), ("b NOOP", "b OK done"));
        string failure = await Play.FailsAsync("C: a SELECT INBOX\nC: b NOOP", ("a SELECT INBOX", "a NO there is none"));
        Assert.Contains("a NO there is none", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_some_lines_written_and_the_tagged_one_left_out_they_are_all_there_is()
    {
        const string Script = "C: a NOOP\nS: * 2 EXISTS\nC: b NOOP";
        await Play.PassesAsync(Script, ("a NOOP", "* 2 EXISTS\na OK done"), ("b NOOP", "b OK done"));
        await Play.FailsAsync(Script, ("a NOOP", "* 2 EXISTS\n* 1 RECENT\na OK done"));
        await Play.FailsAsync(Script, ("a NOOP", "* 2 EXISTS\na NO done"));
    }

    [Fact]
    public Task With_a_plus_it_is_sent_without_waiting() => Play.PassesAsync("""
        C+: a NOOP
        C+: b NOOP
        C: c NOOP
        S: c OK
        """, ("a NOOP", ""), ("b NOOP", ""), ("c NOOP", "a OK 1\nb OK 2\nc OK 3"));

    [Fact]
    public async Task It_is_on_its_way_before_another_connection_speaks()
    {
        // The server answers b only after it has heard a: if a were kept back until somebody waits for it, nobody would get on.
        await using var server = new FakeServer("* OK ready", ("a NOOP", "a OK done"), ("b NOOP", "b OK done"));
        await Transcript.RunAsync(server, "C1+: a NOOP\nC2: b NOOP\nS2: b OK\nS1: a OK", CancellationToken.None);
    }

    [Fact]
    public async Task What_was_sent_so_must_succeed_in_the_end()
    {
        string failure = await Play.FailsAsync("C+: a NOOP\nC: b NOOP", ("a NOOP", ""), ("b NOOP", "b OK done\na BAD after all"));
        Assert.Contains("a command with no answer written must succeed: a BAD after all", failure, StringComparison.Ordinal);
    }

    [Fact]
    public Task Connections_log_in_by_themselves_and_names_stand_for_the_account() => Play.PassesAsync("""
        C: a X {user} {password} {plain}
        S: a OK
        """, ("a X fred secret AGZyZWQAc2VjcmV0", "a OK done"));

    [Fact]
    public Task A_connection_of_which_the_server_is_heard_first_begins_at_the_greeting() => Play.PassesAsync("""
        S: * OK IMAP4rev1 Service Ready
        C: a001 login mrc secret
        S: a001 OK LOGIN completed
        """, ("a001 login mrc secret", "a001 OK in"));

    [Fact]
    public Task Not_logged_in_is_given() => Play.PassesAsync("""
        GIVEN not logged in
        C: a NOOP
        """, ("a NOOP", "a OK done"));

    [Fact]
    public Task Captured_names_are_sent_and_counted_with() => Play.PassesAsync("""
        C: a STATUS x (UIDNEXT)
        S: * STATUS x (UIDNEXT {next})
        C: b UID FETCH {next-1}:{next+10} FLAGS
        S: * 1 FETCH (UID {next-1} FLAGS ())
        S: b OK
        """, ("a STATUS x (UIDNEXT)", "* STATUS x (UIDNEXT 43)\na OK done"), ("b UID FETCH 42:53 FLAGS", "* 1 FETCH (FLAGS () UID 42)\nb OK done"));

    [Fact]
    public async Task A_name_must_match_ever_after()
    {
        string failure = await Play.FailsAsync("""
            C: a NOOP
            S: * OK [UIDNEXT {n}]
            S: a OK
            C: b NOOP
            S: * OK [UIDNEXT {n}]
            S: b OK
            """, ("a NOOP", "* OK [UIDNEXT 5] x\na OK done"), ("b NOOP", "* OK [UIDNEXT 6] x\nb OK done"));
        Assert.Contains("line 5: * OK [UIDNEXT {n}]", failure, StringComparison.Ordinal);
        Assert.Contains("{n}=5", failure, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_name_is_bound_by_whichever_line_lets_all_of_them_fit() => Play.PassesAsync("""
        C: a FETCH 1:2 UID
        S: * {first} FETCH (UID {uid})
        S: * {second} FETCH (UID {uid+1})
        S: a OK
        """, ("a FETCH 1:2 UID", "* 2 FETCH (UID 8)\n* 1 FETCH (UID 7)\na OK done"));

    [Fact]
    public Task Wrapped_lines_are_joined_by_a_space() => Play.PassesAsync("""
        C: a NOOP
        S: * NAMESPACE (("" "/"))
           NIL NIL
        S: a OK
        """, ("a NOOP", "* NAMESPACE ((\"\" \"/\")) NIL NIL\na OK done"));

    [Fact]
    public Task Octets_by_number_and_repeated_text_go_out_as_such() => Play.PassesAsync("""
        C: a X {5*ab} {\x80\0}
        S: a OK
        """, ("a X ababababab \u0080\0", "a OK done"));

    [Fact]
    public Task The_server_closes_and_the_client_may() => Play.PassesAsync("""
        C: a LOGOUT
        S: * BYE
        S: a OK
        S: (closed)
        C2: b NOOP
        C2: (closes)
        C2: c NOOP
        """, ("a LOGOUT", "* BYE bye\na OK done<close>"), ("b NOOP", "b OK done"), ("c NOOP", "c OK done"));

    [Fact]
    public Task After_bye_no_answer_is_awaited() => Play.PassesAsync("""
        C: a LOGIN xxxxxx
        S: * BYE
        S: (closed)
        """, ("a LOGIN xxxxxx", "* BYE too long<close>"));

    [Fact]
    public Task A_tagged_line_that_may_come_ends_nothing() => Play.PassesAsync("""
        C: a LOGIN xxxxxx
        S?: a NO
        S: * BYE
        S: (closed)
        """, ("a LOGIN xxxxxx", "a NO wrong\n* BYE too often<close>"));

    [Fact]
    public async Task A_connection_that_ends_too_early_is_noticed()
    {
        string failure = await Play.FailsAsync("C: a NOOP\nS: a OK", ("a NOOP", "* BYE out<close>"));
        Assert.Contains("nothing here expects this reply: * BYE out", failure, StringComparison.Ordinal);
        failure = await Play.FailsAsync("C: a NOOP\nS: * BYE\nS: a OK", ("a NOOP", "* BYE out<close>"));
        Assert.Contains("the connection ended; did not come: line 3: a OK", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_clock_goes_on_when_the_script_says_so()
    {
        await using var server = new FakeServer("* OK ready", ("a NOOP", "a OK done"));
        await Transcript.RunAsync(server, "C: a NOOP\nWHEN 31 minutes pass\nWHEN 1 second passes", CancellationToken.None);
        Assert.Equal(new TimeSpan(0, 31, 1), server.Clock);
    }

    [Fact]
    public async Task Doors_are_chosen_by_connection()
    {
        await using var server = new FakeServer("* PREAUTH ready", ("a NOOP", "a OK done"), ("b NOOP", "b OK done"));
        await Transcript.RunAsync(server, "GIVEN greeting PREAUTH\nGIVEN C2 logged in over TLS\nC1: a NOOP\nC2: b NOOP", CancellationToken.None);
        Assert.Equal([TranscriptDoor.PreAuthenticated, TranscriptDoor.Tls], server.Doors);
    }

    [Theory]
    [InlineData("C: a NOOP\nC: b NOOP\nS: a OK\nS: b OK", "Line 2", "write C+:")]
    [InlineData("C1: a NOOP\nC2: b NOOP\nS1: a OK\nS2: b OK", "Line 1", "write C1+:")]
    [InlineData("X: a NOOP", "Line 1", "begins with none of")]
    [InlineData("", "Line 1", "nobody says anything")]
    [InlineData("GIVEN pigs with wings\nC: a NOOP", "Line 1", "nothing that can be given")]
    [InlineData("C: a NOOP\nGIVEN INBOX with 1 message", "Line 2", "before everything else")]
    [InlineData("GIVEN INBOX with 2 messages, 3 (\\Seen)\nC: a NOOP", "Line 1", "does not have")]
    [InlineData("GIVEN INBOX with 2 messages, 3 recent\nC: a NOOP", "Line 1", "cannot be recent")]
    [InlineData("C: a IDLE\nS: + x\nS: ...\nC: DONE", "Line 2", "comes the tagged line")]
    [InlineData("C: a IDLE\nS: + x\nS!: * 1 EXISTS\nC: DONE", "Line 3", "needs a tagged line below it")]
    [InlineData("C: a NOOP\nS: * 1 FETCH (FLAGS (\nS: a OK", "Line 2", "')' is missing")]
    [InlineData("C: a APPEND x {}\nS: a OK", "Line 1", "stand below it")]
    [InlineData("C: a APPEND x {5}\nC| abc\nC| d\nS: a OK", "Line 1", "has 8 octets below and says 5")]
    [InlineData("C: a LOGIN {11}\nC: FRED\nS: a OK", "Line 1", "has 6 octets below and says 11")]
    [InlineData("C: a NOOP\nC| x\nS: a OK", "Line 2", "belong to no literal")]
    [InlineData("WHEN pigs fly\nC: a NOOP", "Line 1", "the clock goes on by")]
    [InlineData("   NIL\nC: a NOOP", "Line 1", "goes on from a line above")]
    public void A_script_that_is_wrong_says_where_and_why(string script, string where, string why)
    {
        string message = Play.RefusesScript(script);
        Assert.StartsWith(where, message, StringComparison.Ordinal);
        Assert.Contains(why, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_a_value_cannot_be_sent()
    {
        await using var server = new FakeServer("* OK ready");
        TranscriptScriptException wrong = await Assert.ThrowsAsync<TranscriptScriptException>(
            () => Transcript.RunAsync(server, "C: a UID FETCH {uid} FLAGS", CancellationToken.None));
        Assert.Contains("{uid} has no value yet", wrong.Message, StringComparison.Ordinal);
    }
}
