using Microsoft.Extensions.Logging;

namespace Postroom.Server;

/// <summary>One line for each connection and each client that was turned away. Never passwords, AUTH lines or mail text.</summary>
internal static partial class AuditLog
{
    [LoggerMessage(101, LogLevel.Information, "{Door}: the connection of {Client} ended after {Seconds} s: {Reason}; user {User}, TLS {Tls}, {Read} octets in, {Written} out")]
    public static partial void Ended(ILogger log, string door, string client, string seconds, string reason, string user, string tls, long read, long written);

    [LoggerMessage(102, LogLevel.Information, "{Door}: {Client} was turned away: {Reason}")]
    public static partial void Refused(ILogger log, string door, string client, string reason);
}
