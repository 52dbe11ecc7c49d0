using Postroom.Imap.Server;
using Postroom.Net;
using Postroom.Security;
using static Postroom.Server.SettingParsers;

namespace Postroom.Server;

/// <summary>How much a peer may ask for: docs/limits.md says why each default is what it is, and what a client hears beyond it.</summary>
internal static class LimitSettings
{
    public static readonly Setting<int> AuthenticateLine = new(
        "Limits:AuthenticateLine", "64KiB", "8KiB to 1MiB", "A line of AUTHENTICATE: the first, or a response; Kerberos tickets and tokens stand in it.", Octets(8 << 10, 1 << 20));

    public static readonly Setting<int> BadCommandsBeforeLogin = new(
        "Limits:BadCommandsBeforeLogin", "10", "1 to 1000", "Commands answered BAD before login; the last one ends the connection.", Int(1, 1000));

    public static readonly Setting<int> CommandLine = new(
        "Limits:CommandLine", "64KiB", "8KiB to 1MiB", "A command's lines after login, without literals.", Octets(8 << 10, 1 << 20));

    public static readonly Setting<int> CommandLineBeforeLogin = new(
        "Limits:CommandLineBeforeLogin", "8KiB", "1KiB to 64KiB", "The same before login.", Octets(1 << 10, 64 << 10));

    public static readonly Setting<int> CommandsOfAll = new(
        "Limits:CommandsOfAll", "32MiB", "1MiB to 1GiB", "Commands of all clients: those that wait or run, and what has come of others; beyond it each client may have little.", Octets(1 << 20, 1 << 30));

    public static readonly Setting<int> FailedLogins = new(
        "Limits:FailedLogins", "3", "1 to 100", "Failed logins of one connection; the last one ends it.", Int(1, 100));

    public static readonly Setting<int> Keywords = new(
        "Limits:Keywords", "500", "10 to 10000", "Keywords of one mailbox.", Int(10, 10_000));

    public static readonly Setting<int> Literal = new(
        "Limits:Literal", "64KiB", "4KiB to 1MiB", "One literal after login that is no message.", Octets(4 << 10, 1 << 20));

    public static readonly Setting<int> LiteralBeforeLogin = new(
        "Limits:LiteralBeforeLogin", "8KiB", "1KiB to 64KiB", "One literal before login.", Octets(1 << 10, 64 << 10));

    public static readonly Setting<int> LiteralsOfCommand = new(
        "Limits:LiteralsOfCommand", "1MiB", "4KiB to 16MiB", "All literals of one command that are no messages.", Octets(4 << 10, 16 << 20));

    public static readonly Setting<TimeSpan> LoginDelay = new(
        "Limits:LoginDelay", "2s", "0s to 1m", "What the first failed login costs; each further one costs twice the last.", Between(TimeSpan.Zero, TimeSpan.FromMinutes(1)));

    public static readonly Setting<TimeSpan> LoginDelayMost = new(
        "Limits:LoginDelayMost", "15s", "0s to 1m", "What a failed login costs at most; clients give up at 30 s.", Between(TimeSpan.Zero, TimeSpan.FromMinutes(1)));

    public static readonly Setting<TimeSpan> LoginTime = new(
        "Limits:LoginTime", "60s", "5s to 1h", "How long a client may take to log in.", Between(TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)));

    public static readonly Setting<int> SearchMemory = new(
        "Limits:SearchMemory", "96MiB", "16MiB to 1GiB", "What all searches together may hold in memory; beyond it they wait for one another.", Octets(16 << 20, 1 << 30));

    public static readonly Setting<TimeSpan> SearchTime = new(
        "Limits:SearchTime", "30s", "1s to 1h", "How long a SEARCH may take, or LIST up to its first line.", Between(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)));

    public static readonly Setting<TimeSpan> SlowReader = new(
        "Limits:SlowReader", "5m", "10s to 1d", "How long a client may take none of what is sent to it.", Between(TimeSpan.FromSeconds(10), TimeSpan.FromDays(1)));

    public static readonly Setting<TimeSpan> TlsHandshake = new(
        "Limits:TlsHandshake", "15s", "1s to 5m", "How long a TLS handshake may take.", Between(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)));

    public static readonly Setting<int> WaitingCommands = new(
        "Limits:WaitingCommands", "1000", "1 to 100000", "Commands of one client that wait behind those that run: then nothing more of it is read.", Int(1, 100_000));

    /// <summary>The protocol's, as they are set.</summary>
    public static ImapServerOptions Over(ImapServerOptions options, PostroomSettings settings) => options with
    {
        MaxAuthenticateLineOctets = settings.Get(AuthenticateLine),
        MaxBadCommandsBeforeLogin = settings.Get(BadCommandsBeforeLogin),
        MaxLineOctets = settings.Get(CommandLine),
        MaxLineOctetsBeforeLogin = settings.Get(CommandLineBeforeLogin),
        MaxCommandOctetsOfAll = settings.Get(CommandsOfAll),
        MaxFailedLogins = settings.Get(FailedLogins),
        MaxLiteralOctets = settings.Get(Literal),
        MaxLiteralOctetsBeforeLogin = settings.Get(LiteralBeforeLogin),
        MaxLiteralsOctetsBeforeLogin = 2 * settings.Get(LiteralBeforeLogin), // a name and a password
        MaxLiteralsOctets = settings.Get(LiteralsOfCommand),
        LoginTimeout = settings.Get(LoginTime),
        MaxSearchOctets = settings.Get(SearchMemory),
        SearchTimeLimit = settings.Get(SearchTime),
        MaxWaitingCommands = settings.Get(WaitingCommands),
    };

    /// <summary>What every connection is held to.</summary>
    public static ConnectionOptions OfConnection(PostroomSettings settings) => new()
    {
        SlowReaderTimeout = settings.Get(SlowReader),
        TlsHandshakeTimeout = settings.Get(TlsHandshake),
    };

    /// <summary>How failed logins are slowed down.</summary>
    public static LoginThrottleOptions Throttle(PostroomSettings settings) => new()
    {
        FirstDelay = settings.Get(LoginDelay),
        LongestDelay = settings.Get(LoginDelayMost),
    };
}
