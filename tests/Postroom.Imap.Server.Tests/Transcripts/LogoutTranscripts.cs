using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>LOGOUT and BYE (RFC 3501 §6.1.3, §7.1.5).</summary>
public sealed class LogoutTranscripts
{
    /// <summary>RFC 3501 §6.1.3, the example.</summary>
    [Theory, EveryStore]
    public Task Logout_says_bye_and_closes(TestStore store) => Transcript.RunAsync(store, """
        C: A023 LOGOUT
        S: * BYE IMAP4rev1 Server logging out
        S: A023 OK LOGOUT completed
        # (Server and client then close the connection)
        S: (closed)
        """);

    /// <summary>RFC 3501 §6.1: valid in any state.</summary>
    [Theory, EveryStore]
    public Task Logout_is_allowed_before_login(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a LOGOUT
        S: * BYE
        S: a OK
        S: (closed)
        """);

    /// <summary>RFC 3501 §6.4.2: LOGOUT implicitly closes the mailbox without an expunge.</summary>
    [Theory, EveryStore]
    public Task Logout_expunges_nothing(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, 2 (\Deleted)
        C1: a SELECT INBOX
        C1: b LOGOUT
        S1: * BYE
        S1: b OK
        S1: (closed)
        C2: c STATUS INBOX (MESSAGES)
        S2: * STATUS INBOX (MESSAGES 2)
        S2: c OK
        """);

    /// <summary>RFC 3501 §7.1.5, the example "Autologout; idle for too long", and §5.4: not before 30 minutes.</summary>
    [Theory, EveryStore]
    public Task An_idle_session_hears_bye_after_31_minutes(TestStore store) => Transcript.RunAsync(store, """
        GIVEN clock "17-Jul-1996 02:44:25 -07:00"
        C: a NOOP
        WHEN 30 minutes pass
        C: b NOOP
        S: b OK
        WHEN 32 minutes pass
        S: * BYE Autologout; idle for too long
        S: (closed)
        """);
}
