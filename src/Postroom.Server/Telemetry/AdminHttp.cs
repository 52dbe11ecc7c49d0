using System.Globalization;
using System.Text;
using Postroom.Net;

namespace Postroom.Server;

/// <summary>The admin port: metrics and health, over as much HTTP/1.1 (RFC 9112) as that takes: one GET or HEAD a connection, no body.</summary>
/// <remarks>A web framework would cost more at the start than the rest of the server.</remarks>
internal sealed class AdminHttp(Func<string> metrics, Func<CancellationToken, ValueTask<string?>> whyNotReady) : IConnectionHandler
{
    private const string Plain = "text/plain; charset=utf-8";
    private const int MaxFields = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly FrameLimits Limits = new() { MaxLineOctets = 8 << 10, SkipOctets = 0, MaxLiterals = 0 };

    public async Task HandleAsync(Connection connection, CancellationToken stopping)
    {
        connection.SetDeadline(Patience);
        if (await ReadHeadAsync(new FrameReader(connection, Limits), stopping) is { } line)
        {
            Answer answer = await AnswerAsync(line, stopping);
            byte[] body = Encoding.UTF8.GetBytes(answer.Body);
            connection.Output.Write(Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"HTTP/1.1 {answer.Status}\r\nContent-Type: {answer.Type}\r\nContent-Length: {body.Length}\r\nCache-Control: no-store\r\nConnection: close\r\n{(answer.Status.StartsWith("405", StringComparison.Ordinal) ? "Allow: GET, HEAD\r\n" : "")}\r\n")));
            if (!line.StartsWith("HEAD ", StringComparison.Ordinal))
            {
                connection.Output.Write(body);
            }
        }

        await connection.CloseAsync();
    }

    public ReadOnlyMemory<byte> Farewell(ConnectionRefusal why) => "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    // The request's line; empty for what is none. Null when the client has left.
    private static async Task<string?> ReadHeadAsync(FrameReader reader, CancellationToken stopping)
    {
        string? request = null;
        for (int fields = 0; fields <= MaxFields; fields++)
        {
            FrameRead read = await reader.ReadLineAsync(stopping);
            if (read.Outcome == FrameOutcome.End)
            {
                return null;
            }

            if (read is not { Outcome: FrameOutcome.Command, Frame: { } frame })
            {
                return "";
            }

            using (frame)
            {
                if (request is not null && frame.Octets.IsEmpty)
                {
                    return request;
                }

                request ??= Encoding.Latin1.GetString(frame.Octets.Span);
            }
        }

        return "";
    }

    private async ValueTask<Answer> AnswerAsync(string request, CancellationToken cancellationToken)
    {
        if (request.Split(' ') is not [string method, ['/', ..] and string target, "HTTP/1.1" or "HTTP/1.0"])
        {
            return new("400 Bad Request", Plain, "This is no request of HTTP/1.1.\n");
        }

        if (method is not ("GET" or "HEAD"))
        {
            return new("405 Method Not Allowed", Plain, "Only GET and HEAD are answered here.\n");
        }

        switch (target.Split('?')[0])
        {
            case "/metrics":
                return new("200 OK", "text/plain; version=0.0.4; charset=utf-8", metrics());
            case "/health/live":
                return new("200 OK", Plain, "alive\n");
            case "/health/ready":
                return await whyNotReady(cancellationToken) is { } why ? new("503 Service Unavailable", Plain, why + "\n") : new("200 OK", Plain, "ready\n");
            default:
                return new("404 Not Found", Plain, "There are /metrics, /health/live and /health/ready.\n");
        }
    }

    private sealed record Answer(string Status, string Type, string Body);
}
