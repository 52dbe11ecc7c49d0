using Microsoft.Extensions.Logging;

namespace Postroom.Imap.Server;

/// <summary>What this door logs. Never passwords, AUTH lines or mail text.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "A fault of ours in {Command} (reference {Reference})")]
    internal static partial void Fault(ILogger logger, Exception fault, string command, string reference);

    [LoggerMessage(2, LogLevel.Information, "{Name} logged in by {Mechanism} from {Client}")]
    internal static partial void LoggedIn(ILogger logger, string name, string mechanism, string client);

    [LoggerMessage(3, LogLevel.Information, "A login as {Name} by {Mechanism} from {Client} failed: {Reason}")]
    internal static partial void LoginFailed(ILogger logger, string name, string mechanism, string client, string reason);

    [LoggerMessage(4, LogLevel.Information, "A login by {Mechanism} from {Client} was refused: {Reason}")]
    internal static partial void LoginRefused(ILogger logger, string mechanism, string client, string reason);

    [LoggerMessage(5, LogLevel.Error, "The stored bytes of email {Email} are damaged")]
    internal static partial void Damaged(ILogger logger, Exception damage, long email);

    [LoggerMessage(6, LogLevel.Warning, "{Command} was refused: {Reason}")]
    internal static partial void DiskFull(ILogger logger, string command, string reason);

    [LoggerMessage(7, LogLevel.Information, "The client at {Client} says it is {Software}")]
    internal static partial void Client(ILogger logger, string client, string software);

    [LoggerMessage(20, LogLevel.Warning, "What {Owner} shares is left out of a list of mailboxes, as it cannot be opened: {Reason}")]
    internal static partial void OthersUnavailable(ILogger logger, string owner, string reason);
}
