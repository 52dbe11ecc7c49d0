using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>LOGIN (RFC 3501 §6.2.3) and its literals (§7.5, RFC 7888).</summary>
public sealed class LoginTranscripts
{
    /// <summary>RFC 3501 §6.2.3, the example.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "folds the names of accounts to lower case before it looks them up")]
    public Task Login(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account SMITH with password SESAME
        GIVEN not logged in
        C: a001 LOGIN SMITH SESAME
        S: a001 OK LOGIN completed
        """);

    /// <summary>RFC 3501 §7.1.1, the example, without the alert: nobody shuts the system down here.</summary>
    [Theory, EveryStore]
    public Task Login_after_the_greeting(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account fred with password blurdybloop
        S: * OK IMAP4rev1 server ready
        C: A001 LOGIN fred blurdybloop
        S: A001 OK LOGIN Completed
        """);

    /// <summary>RFC 3501 §7.5, the example, with a name that may be an account's.</summary>
    [Theory, EveryStore]
    public Task Literals_are_asked_for(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account fred.foobar with password "fat man"
        GIVEN not logged in
        C: A001 LOGIN {11}
        S: + Ready for additional command text
        C: fred.foobar {7}
        S: + Ready for additional command text
        C: fat man
        S: A001 OK LOGIN completed
        C: A044 BLURDYBLOOP {102856}
        S: A044 BAD No such command as "BLURDYBLOOP"
        """);

    /// <summary>RFC 7888 §3 (RFC 2088 §3), the example.</summary>
    [Theory, EveryStore]
    public Task Non_synchronizing_literals_are_not(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account fred.foobar with password "fat man"
        GIVEN not logged in
        C: A001 LOGIN {11+}
        C: fred.foobar {7+}
        C: fat man
        S: A001 OK LOGIN completed
        """);

    /// <summary>RFC 7888 §3, the second example.</summary>
    [Theory, EveryStore]
    public Task And_mean_the_same_as_quoted_strings(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account fred.foobar with password "fat man"
        GIVEN not logged in
        C: A001 LOGIN "fred.foobar" "fat man"
        S: A001 OK LOGIN completed
        """);

    /// <summary>RFC 3501 §6.2.3: NO; RFC 5530 §3: AUTHENTICATIONFAILED. Another attempt may follow.</summary>
    [Theory, EveryStore]
    public Task A_wrong_password_is_refused_with_a_code(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a LOGIN {user} wrong
        S: a NO [AUTHENTICATIONFAILED] Authentication failed.
        C: b LOGIN nobody wrong
        S: b NO [AUTHENTICATIONFAILED] Authentication failed.
        C: c LOGIN {user} {password}
        S: c OK
        """);

    /// <summary>RFC 3501 §6.2.3: once authenticated it is not possible to re-enter not authenticated state.</summary>
    [Theory, EveryStore]
    public Task A_second_login_is_refused(TestStore store) => Transcript.RunAsync(store, """
        C: a LOGIN {user} {password}
        S: a BAD
        C: b SELECT INBOX
        """);

    /// <summary>RFC 3501 §7.1.4, the example.</summary>
    [Theory, EveryStore]
    public Task Preauth_needs_none(TestStore store) => Transcript.RunAsync(store, """
        GIVEN greeting PREAUTH
        S: * PREAUTH IMAP4rev1 server logged in as Smith
        C: a SELECT INBOX
        """);

    /// <summary>RFC 3501 §6.2.3, §11.1 and RFC 5530 §3: PRIVACYREQUIRED. The password is not even looked at.</summary>
    [Theory, EveryStore]
    public Task Plaintext_passwords_need_tls(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        GIVEN setting Imap:AllowPlaintextAuth = false
        C: a LOGIN {user} {password}
        S: a NO [PRIVACYREQUIRED] Plaintext authentication disallowed
        C: b AUTHENTICATE PLAIN {plain}
        S: b NO [PRIVACYREQUIRED] Plaintext authentication disallowed
        """);

    /// <summary>RFC 9051 §11.7, and EXPIRED of RFC 5530 §3: the password is no longer good, get a new one. A wrong one is told nothing of it.</summary>
    [Theory, EveryStore]
    public Task A_password_that_attackers_try_first_is_blocked(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account popeye with password trustno1
        GIVEN not logged in
        GIVEN setting Auth:WeakPasswords = Refuse
        C: a LOGIN popeye trustno1
        S: a NO [EXPIRED] This password is one that attackers try first; you need a new one
        C: b AUTHENTICATE PLAIN AHBvcGV5ZQB0cnVzdG5vMQ==
        S: b NO [EXPIRED] This password is one that attackers try first; you need a new one
        C: c LOGIN popeye trustno2
        S: c NO [AUTHENTICATIONFAILED] Wrong name or password
        S: * BYE Too many failed logins
        """);
}
