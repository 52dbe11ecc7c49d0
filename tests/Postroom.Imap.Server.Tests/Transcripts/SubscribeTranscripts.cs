using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>SUBSCRIBE, UNSUBSCRIBE and LSUB (RFC 3501 §6.3.6, §6.3.7, §6.3.9).</summary>
public sealed class SubscribeTranscripts
{
    /// <summary>RFC 3501 §6.3.6, the example.</summary>
    [Theory, EveryStore]
    public Task Subscribe(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox "#news.comp.mail.mime"
        C: A002 SUBSCRIBE #news.comp.mail.mime
        S: A002 OK SUBSCRIBE completed
        C: A003 LSUB "" *
        S: * LSUB (...) "/" #news.comp.mail.mime
        S: A003 OK
        """);

    /// <summary>RFC 3501 §6.3.7, the example.</summary>
    [Theory, EveryStore]
    public Task Unsubscribe(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox "#news.comp.mail.mime", subscribed
        C: A002 UNSUBSCRIBE #news.comp.mail.mime
        S: A002 OK UNSUBSCRIBE completed
        C: A003 LSUB "" *
        S: A003 OK
        """);

    /// <summary>RFC 3501 §6.3.9 and §7.2.3, the examples, in our hierarchy: a level that is not subscribed itself is \Noselect.</summary>
    [Theory, EveryStore]
    public Task Lsub(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox news/comp/mail/mime, subscribed
        GIVEN mailbox news/comp/mail/misc, subscribed
        C: A002 LSUB "news/" "comp/mail/*"
        S: * LSUB (...) "/" news/comp/mail/mime
        S: * LSUB (...) "/" news/comp/mail/misc
        S: A002 OK LSUB completed
        C: A003 LSUB "news/" "comp/%"
        S: * LSUB (\NoSelect ...) "/" news/comp/mail
        S: A003 OK LSUB completed
        """);

    /// <summary>RFC 3501 §6.3.9: a level above what is subscribed is shown for "%", and only for that.</summary>
    [Theory, EveryStore]
    public Task A_name_that_is_asked_for_as_it_is_must_be_subscribed(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo
        GIVEN mailbox foo/bar, subscribed
        C: a LSUB "" foo
        S: a OK
        C: b LSUB "" *oo
        S: b OK
        C: c LSUB "" fo%
        S: * LSUB (\Noselect ...) "/" foo
        S: c OK
        C: d LSUB "" *
        S: * LSUB (...) "/" foo/bar
        S: d OK
        """);

    /// <summary>RFC 3501 §6.3.9: "The server MUST NOT unilaterally remove an existing mailbox name from the subscription list".</summary>
    [Theory, EveryStore]
    public Task A_subscription_outlives_its_mailbox(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo, subscribed
        C: a DELETE foo
        C: b LSUB "" *
        S: * LSUB (...) "/" foo
        S: b OK
        """);

    /// <summary>Nobody else sees them.</summary>
    [Theory, EveryStore]
    public Task Subscriptions_are_an_accounts_own(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account joe with password password
        GIVEN mailbox foo, subscribed
        GIVEN account ann with password password
        GIVEN C2 logged in as ann
        C1: a LSUB "" *
        S1: * LSUB (...) "/" foo
        S1: a OK
        C2: b LSUB "" *
        S2: b OK
        """);
}
