using System.Net.Security;

namespace Postroom.Imap.Server;

/// <summary>What an <see cref="ImapServer"/> allows. Defaults are those of docs/limits.md.</summary>
public sealed record ImapServerOptions
{
    /// <summary>Extensions by name (<see cref="IImapExtension.Name"/>) that are switched off.</summary>
    public IReadOnlySet<string> DisabledExtensions { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>For STARTTLS: the options of the next handshake, by the name that the client asks for (SNI); null when there is no certificate, and so
    /// no STARTTLS.</summary>
    public Func<string, SslServerAuthenticationOptions>? Tls { get; init; }

    /// <summary>Passwords in the clear without TLS, from elsewhere than this machine. Off: RFC 3501 §6.2.3 wants LOGINDISABLED then.</summary>
    public bool AllowPlaintextAuth { get; init; }

    /// <summary>Clients on this machine may send passwords without TLS: nobody is there to listen.</summary>
    public bool TrustThisMachine { get; init; } = true;

    /// <summary>Octets of a command's lines before login; AUTHENTICATE has <see cref="MaxAuthenticateLineOctets"/>, if that is more.</summary>
    public int MaxLineOctetsBeforeLogin { get; init; } = 8 << 10;

    /// <summary>Octets of a line of AUTHENTICATE: the first, with the response that may stand there, and each response of its own.</summary>
    /// <remarks>64 KiB: a Kerberos ticket of a large Active Directory has up to 48,000 octets (MaxTokenSize), which are 64,000 in base64; an access
    /// token of 16 KiB, the longest that is taken, has 22.</remarks>
    public int MaxAuthenticateLineOctets { get; init; } = 64 << 10;

    /// <summary>Octets of such lines that all clients together have sent in part; beyond it none may be longer than <see cref="MaxLineOctetsBeforeLogin"/>.</summary>
    /// <remarks>32 MiB: 500 of the largest tickets on their way at once, while the server stays under 256 MB above idle.</remarks>
    public long MaxLoginOctetsOfAll { get; init; } = 32L << 20;

    /// <summary>Octets of one literal before login: a name or a password of at most 1 KiB, with room.</summary>
    public int MaxLiteralOctetsBeforeLogin { get; init; } = 8 << 10;

    /// <summary>Octets of all literals of one command before login.</summary>
    public int MaxLiteralsOctetsBeforeLogin { get; init; } = 16 << 10;

    /// <summary>Literals of one command before login.</summary>
    public int MaxLiteralsBeforeLogin { get; init; } = 4;

    /// <summary>Commands answered BAD before login; the last one ends the connection.</summary>
    public int MaxBadCommandsBeforeLogin { get; init; } = 10;

    /// <summary>Failed logins of one connection; the last one ends it.</summary>
    public int MaxFailedLogins { get; init; } = 3;

    /// <summary>How long a client may take to log in, in all.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Octets of a command's lines after login. 64 KiB holds the longest sequence sets clients send (RFC 9051 appendix E wants 8 KiB).</summary>
    public int MaxLineOctets { get; init; } = 64 << 10;

    /// <summary>Octets of an over-long command that are thrown away to find its end, before the stream counts as lost.</summary>
    public long MaxSkippedOctets { get; init; } = 1 << 20;

    /// <summary>Octets of one literal that is not a message.</summary>
    public int MaxLiteralOctets { get; init; } = 64 << 10;

    /// <summary>Octets of one literal that is a mailbox's name: 1,000 octets of UTF-8 are at most twice as many in modified UTF-7.</summary>
    public int MaxMailboxLiteralOctets { get; init; } = 2 << 10;

    /// <summary>Octets of all literals of one command that are not messages.</summary>
    public int MaxLiteralsOctets { get; init; } = 1 << 20;

    /// <summary>Literals of one command, messages included.</summary>
    public int MaxLiterals { get; init; } = 1000;

    /// <summary>Octets of a refused non-synchronizing literal that are read and thrown away (RFC 7888 §4); beyond it, BYE.</summary>
    public int MaxSwallowedLiteralOctets { get; init; } = 4 << 10;

    /// <summary>Octets of one message given to APPEND.</summary>
    public long MaxMessageOctets { get; init; } = 100L << 20;

    /// <summary>Commands that may wait behind the running ones: then nothing more is read.</summary>
    public int MaxWaitingCommands { get; init; } = 1000;

    /// <summary>Commands that may wait in all sessions together: beyond it each session reads on only while fewer than 8 of its own wait.</summary>
    /// <remarks>A short command that waits takes about a kilobyte: 64 MiB.</remarks>
    public int MaxWaitingCommandsOfAll { get; init; } = 1 << 16;

    /// <summary>Octets of all sessions' commands: those that wait or run, and what has come of those that are being read, messages apart.</summary>
    /// <remarks>Beyond it each session reads on only while its own take less than 8 KiB; a line that does not come at once may have 8 KiB, and literals
    /// of one command 4 KiB. 32 MiB: a command that was understood takes up to four times its octets.</remarks>
    public long MaxCommandOctetsOfAll { get; init; } = 32L << 20;

    /// <summary>Octets of bodies that all sessions' FETCHes hold read ahead while their clients take what is before: beyond it each is read when its turn comes.</summary>
    /// <remarks>48 MiB: 250 downloads at full speed.</remarks>
    public long MaxReadAheadOctets { get; init; } = 48L << 20;

    /// <summary>Octets of commands that may wait behind the running ones.</summary>
    public long MaxWaitingOctets { get; init; } = 1 << 20;

    /// <summary>How long one SEARCH may take, or what LIST and LSUB do before their first line goes out.</summary>
    public TimeSpan SearchTimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Octets of rows and messages that all sessions' SEARCHes hold at once; beyond it they wait for one another, within their time.</summary>
    /// <remarks>96 MiB: eight of the largest pieces, while the server stays under 256 MB above idle.</remarks>
    public long MaxSearchOctets { get; init; } = 96L << 20;

    /// <summary>Octets of the results that all sessions together keep for "$"; beyond it SEARCH RETURN (SAVE) is NO [NOTSAVED] (RFC 5182 §2.5).</summary>
    /// <remarks>64 MiB: 8 octets for each run of messages side by side, so eight searches that found every other message of two million.</remarks>
    public long MaxSavedSearchOctets { get; init; } = 64L << 20;

    /// <summary>Messages that one FETCH, SEARCH, STORE, COPY, MOVE, UID EXPUNGE or APPEND may be about: announced as MESSAGELIMIT (RFC 9738), under which no less than 1,000 should be. 0: as many as there are.</summary>
    public int MessageLimit { get; init; }

    /// <summary>Likewise for COPY and APPEND alone, announced as SAVELIMIT; not together with <see cref="MessageLimit"/>.</summary>
    public int SaveLimit { get; init; }

    /// <summary>After so long without an octet from the client the session ends. RFC 3501 §5.4: at least 30 minutes once logged in.</summary>
    public TimeSpan IdleTimeout
    {
        get;
        init => field = value >= TimeSpan.FromMinutes(30)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "RFC 3501 §5.4: at least 30 minutes.");
    } = TimeSpan.FromMinutes(31);

    /// <summary>How often IDLE says <c>* OK Still here</c>, for the routers between (INVARIANTS 11).</summary>
    public TimeSpan StillHereInterval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a command that takes long says so (INPROGRESS); RFC 9585 §4 recommends 10 to 15 seconds.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>Mailboxes that NOTIFY tells of at once; beyond it come NOTIFICATIONOVERFLOW and no more news (RFC 5465 §5.8).</summary>
    public int MaxNotifications { get; init; } = 5000;

    /// <summary>Other users' accounts that one NOTIFY watches; beyond it NO [NOTIFICATIONOVERFLOW] (RFC 5465 §3.1).</summary>
    public int MaxWatchedAccounts { get; init; } = 100;

    /// <summary>The first level of other users' mailboxes' names, one that the store reserves (<see cref="Store.StoreOptions.ReservedNames"/>); empty: nobody reaches them.</summary>
    public string OtherUsers { get; init; } = "Other Users";

    /// <summary>Sessions of one account at a time.</summary>
    public int MaxSessionsPerAccount { get; init; } = 50;

    /// <summary>Sessions of those who came in by ANONYMOUS, at a time; the limit of strangers per address holds for them too.</summary>
    public int MaxAnonymousSessions { get; init; } = 100;

    /// <summary>Sessions that are compressed at a time; beyond it COMPRESS is NO [LIMIT].</summary>
    /// <remarks>Each costs some 160 KiB: 80 MiB.</remarks>
    public int MaxCompressedSessions { get; init; } = 500;

    /// <summary>LITERAL+ (any size) rather than LITERAL- (to 4,096 octets): RFC 7888; never both (INVARIANTS 21).</summary>
    public bool LiteralPlus { get; init; } = true;

    /// <summary>UTF8=ONLY rather than UTF8=ACCEPT: a client must enable that before it is told a name or a text (RFC 9755).</summary>
    public bool Utf8Only { get; init; }

    /// <summary>Which headers with octets above 127 are refused where UTF8=ACCEPT is announced and was not enabled.</summary>
    public EightBitHeaders EightBitHeaders { get; init; } = EightBitHeaders.RefuseUtf8;

    /// <summary>What ID tells of this server (RFC 2971 §3.3); fields without a value are left out.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ServerId { get; init; } = [new("name", "Postroom")];
}
