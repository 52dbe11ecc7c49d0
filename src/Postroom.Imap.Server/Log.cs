using Microsoft.Extensions.Logging;

namespace Postroom.Imap.Server;

/// <summary>What this door logs. Never passwords, AUTH lines or mail text.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "A fault of ours in {Command} (reference {Reference})")]
    internal static partial void Fault(ILogger logger, Exception fault, string command, string reference);

    [LoggerMessage(2, LogLevel.Information, "{Name} logged in by {Mechanism} from {Address}")]
    internal static partial void LoggedIn(ILogger logger, string name, string mechanism, string address);

    [LoggerMessage(3, LogLevel.Information, "A login as {Name} by {Mechanism} from {Address} failed")]
    internal static partial void LoginFailed(ILogger logger, string name, string mechanism, string address);

    [LoggerMessage(4, LogLevel.Debug, "Session of {Address} ended: {Reason}")]
    internal static partial void Ended(ILogger logger, string address, Postroom.Net.ConnectionEndReason reason);

    [LoggerMessage(5, LogLevel.Error, "The stored bytes of email {Email} are damaged")]
    internal static partial void Damaged(ILogger logger, Exception damage, long email);

    [LoggerMessage(6, LogLevel.Warning, "{Command} was refused: {Reason}")]
    internal static partial void DiskFull(ILogger logger, string command, string reason);

    [LoggerMessage(7, LogLevel.Information, "The client at {Address} says it is {Client}")]
    internal static partial void Client(ILogger logger, string address, string client);
}
