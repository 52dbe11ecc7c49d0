using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>What Postroom allows and what a client hears beyond it (docs/limits.md). Other servers have limits of their own.</summary>
public sealed class LimitsTranscripts
{
    /// <summary>8 KiB, then BYE: nobody is trusted to go on after that.</summary>
    [Theory, EveryStore]
    public Task A_line_before_login(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a LOGIN {8200*x} y
        S: * BYE
        S: (closed)
        """);

    /// <summary>8 KiB: refused without +.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has other limits")]
    public Task A_literal_before_login(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a LOGIN {8193}
        S: a NO
        C: b NOOP
        S: b OK
        """);

    /// <summary>Its octets are on their way already: BYE.</summary>
    [Theory, EveryStore]
    public Task A_literal_before_login_that_does_not_wait(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a LOGIN {8193+}
        S: * BYE
        S: (closed)
        """);

    /// <summary>Ten, and BYE to the next.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has other limits")]
    public Task Bad_commands_before_login(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a1 PIGS
        S: a1 BAD
        C: a2 PIGS
        S: a2 BAD
        C: a3 PIGS
        S: a3 BAD
        C: a4 PIGS
        S: a4 BAD
        C: a5 PIGS
        S: a5 BAD
        C: a6 PIGS
        S: a6 BAD
        C: a7 PIGS
        S: a7 BAD
        C: a8 PIGS
        S: a8 BAD
        C: a9 PIGS
        S: a9 BAD
        C: a10 PIGS
        S: a10 BAD
        C: a11 PIGS
        S?: a11 BAD
        S: * BYE Too many bad commands
        S: (closed)
        """);

    /// <summary>60 seconds in all.</summary>
    [Theory, EveryStore]
    public Task A_minute_before_login(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        GIVEN clock "17-Jul-1996 02:44:25 -07:00"
        C: a NOOP
        WHEN 61 seconds pass
        S: * BYE
        S: (closed)
        """);

    /// <summary>64 KiB: refused, and skipped up to its end.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has other limits")]
    public Task A_line_after_login(TestStore store) => Transcript.RunAsync(store, """
        C: a SELECT {70000*x}
        S: a BAD [LIMIT]
        C: b NOOP
        S: b OK
        """);

    /// <summary>1 MiB of it, then BYE.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has other limits")]
    public Task A_line_without_an_end(TestStore store) => Transcript.RunAsync(store, """
        C: a SELECT {1200000*x}
        S?: a BAD [LIMIT]
        S: * BYE
        S: (closed)
        """);

    /// <summary>64 KiB: NO without +.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has other limits")]
    public Task A_literal_after_login(TestStore store) => Transcript.RunAsync(store, """
        C: z SELECT INBOX
        C: a SEARCH SUBJECT {65537}
        S: a NO [TOOBIG]
        C: b NOOP
        S: b OK
        """);

    /// <summary>2 KiB for a mailbox's name: as long as one of 1,000 octets can be on the wire, and no longer.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has other limits")]
    public Task A_literal_that_is_a_name(TestStore store) => Transcript.RunAsync(store, """
        C: a CREATE {2049}
        S: a NO [TOOBIG]
        C: b APPEND {2049}
        S: b NO [TOOBIG]
        C: d LIST "" {2049}
        S: d NO [TOOBIG]
        C: e NOOP
        S: e OK
        """);

    /// <summary>100 MiB: NO [TOOBIG] before the + (RFC 7889).</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has other limits")]
    public Task A_message(TestStore store) => Transcript.RunAsync(store, """
        C: a APPEND INBOX {104857601}
        S: a NO [TOOBIG]
        C: b NOOP
        S: b OK
        """);

    /// <summary>RFC 7889: APPENDLIMIT.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has other limits")]
    public Task The_size_of_a_message_is_announced(TestStore store) => Transcript.RunAsync(store, """
        C: a CAPABILITY
        S: * CAPABILITY APPENDLIMIT=104857600 ...
        S: a OK
        """);

    /// <summary>RFC 7889 §3.1, §3.2, the examples, with our limit.</summary>
    [Theory, EveryStore]
    [AnnouncedAs("APPENDLIMIT")]
    public Task The_size_of_a_message_is_an_item_of_status(TestStore store) => Transcript.RunAsync(store, """
        C: t1 STATUS INBOX (APPENDLIMIT)
        S: * STATUS INBOX (APPENDLIMIT 104857600)
        S: t1 OK STATUS completed
        C: t2 LIST "" INBO% RETURN (STATUS (APPENDLIMIT))
        S: * LIST (...) "/" "INBOX"
        S: * STATUS "INBOX" (APPENDLIMIT 104857600)
        S: t2 OK List completed.
        """);

    /// <summary>1,000 octets, 64 levels, no empty level, no dots for a level, no control octets.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has other limits")]
    public Task Mailbox_names(TestStore store) => Transcript.RunAsync(store, """
        C: a CREATE {1001*x}
        S: a NO [CANNOT]
        C: b CREATE {65*x/}x
        S: b NO [CANNOT]
        C: c CREATE foo//bar
        S: c NO [CANNOT]
        C: d CREATE /foo
        S: d NO [CANNOT]
        C: e CREATE foo/../bar
        S: e NO [CANNOT]
        C: f CREATE .
        S: f NO [CANNOT]
        C: g CREATE {"foo\tbar"}
        S: g NO [CANNOT]
        C: h CREATE {64*x/}
        S: h OK
        C: i LIST "" *x
        S: ...
        S: i OK
        """);

    /// <summary>Other Users/ and Shared/ are reserved from the first day.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "keeps no names for later")]
    public Task Names_that_are_kept_for_later(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo
        C: a CREATE "Other Users/ann"
        S: a NO [CANNOT]
        C: b RENAME foo Shared/foo
        S: b NO [CANNOT]
        """);

    /// <summary>255 octets.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has other limits")]
    public Task Keywords(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a SELECT INBOX
        C: b STORE 1 +FLAGS.SILENT ({256*k})
        S: b NO [LIMIT]
        C: c STORE 1 +FLAGS.SILENT ({255*k})
        S: ...
        S: c OK
        """);

    /// <summary>64 deep: BAD [LIMIT], without a stack that overflows.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has other limits")]
    public Task Nested_search_keys(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a SELECT INBOX
        C: b SEARCH {60*(}SEEN{60*)}
        S: * SEARCH
        S: b OK
        C: c SEARCH {70*(}SEEN{70*)}
        S: c BAD [LIMIT]
        C: d SEARCH {20000*(}
        S: d BAD
        C: e SEARCH {5000*NOT }SEEN
        S: e BAD [LIMIT]
        C: f SEARCH {2001*SEEN }SEEN
        S: f BAD [LIMIT]
        C: g NOOP
        S: g OK
        """);

    /// <summary>Three on a connection, then BYE. Each takes its time.</summary>
    [Theory, EveryStore]
    public Task Failed_logins(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        GIVEN clock "17-Jul-1996 02:44:25 -07:00"
        C+: a LOGIN {user} wrong
        WHEN 15 seconds pass
        S: a NO [AUTHENTICATIONFAILED]
        C+: b LOGIN {user} wrong
        WHEN 15 seconds pass
        S: b NO [AUTHENTICATIONFAILED]
        C+: c LOGIN {user} wrong
        WHEN 15 seconds pass
        S?: c NO [AUTHENTICATIONFAILED]
        S: * BYE
        S: (closed)
        """);

    /// <summary>LIMITS.md: "a hostile client changes nothing for others".</summary>
    [Theory, EveryStore]
    public Task A_bystander_is_not_hurt(TestStore store) => Transcript.RunAsync(store, """
        GIVEN C1 not logged in
        C1: a LOGIN {8200*x} y
        S1: * BYE
        S1: (closed)
        C2: b NOOP
        S2: b OK
        """);
}
