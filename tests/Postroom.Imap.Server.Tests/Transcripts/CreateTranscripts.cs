using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>CREATE (RFC 3501 §6.3.3).</summary>
public sealed class CreateTranscripts
{
    /// <summary>RFC 3501 §6.3.3, the example.</summary>
    [Theory, EveryStore]
    public Task Create_a_level_and_a_mailbox_in_it(TestStore store) => Transcript.RunAsync(store, """
        C: A003 CREATE owatagusiam/
        S: A003 OK CREATE completed
        C: A004 CREATE owatagusiam/blurdybloop
        S: A004 OK CREATE completed
        C: A005 LIST "" owatagusiam/*
        S: * LIST (...) "/" owatagusiam/blurdybloop
        S: A005 OK
        """);

    /// <summary>RFC 3501 §6.3.3: "any superior hierarchical names that are needed for the mailbox to be created" SHOULD be made.</summary>
    [Theory, EveryStore]
    public Task Superior_names_appear_by_themselves(TestStore store) => Transcript.RunAsync(store, """
        C: a CREATE foo/bar/zap
        C: b LIST "" %
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" foo
        S: b OK
        C: c LIST "" foo/%
        S: * LIST (...) "/" foo/bar
        S: c OK
        """);

    /// <summary>RFC 3501 §6.3.3: an error to create INBOX or a mailbox that exists; RFC 5530 §3: ALREADYEXISTS.</summary>
    [Theory, EveryStore]
    public Task What_exists_cannot_be_made_again(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox blurdybloop
        C: a CREATE blurdybloop
        S: a NO [ALREADYEXISTS] Mailbox exists
        C: b CREATE INBOX
        S: b NO [ALREADYEXISTS]
        C: c CREATE inbox
        S: c NO [ALREADYEXISTS]
        """);

    /// <summary>RFC 3501 §6.3.3: its unique identifiers MUST be greater than any used before, or UIDVALIDITY is.</summary>
    [Theory, EveryStore]
    public Task A_name_that_was_deleted_comes_back_with_other_identifiers(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox blurdybloop with 3 messages
        C: a STATUS blurdybloop (UIDVALIDITY)
        S: * STATUS blurdybloop (UIDVALIDITY {old})
        S: a OK
        C: b DELETE blurdybloop
        C: c CREATE blurdybloop
        C: d STATUS blurdybloop (UIDVALIDITY MESSAGES)
        S!: * STATUS blurdybloop (UIDVALIDITY {old} ...)
        S: * STATUS blurdybloop (UIDVALIDITY {new} MESSAGES 0)
        S: d OK
        """);

    /// <summary>RFC 3501 §5.1.3, the example of a mailbox name that mixes English, Chinese and Japanese.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "refuses names that begin with ~, by a setting")]
    public Task International_names_come_back_as_they_went(TestStore store) => Transcript.RunAsync(store, """
        C: a CREATE "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
        C: b LIST "" "~peter/mail/&U,BTFw-/%"
        S: * LIST (...) "/" "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
        S: b OK
        """);

    /// <summary>RFC 3501 §5.1.3: "&amp;Jjo!" lacks the shift back, "&amp;U,BTFw-&amp;ZeVnLIqe-" has one too many.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "refuses them without CANNOT")]
    public Task A_superfluous_shift_is_refused(TestStore store) => Transcript.RunAsync(store, """
        C: a CREATE "&Jjo!"
        S: a NO [CANNOT]
        C: b CREATE "&U,BTFw-&ZeVnLIqe-"
        S: b NO [CANNOT]
        """);
}
