using System.Text;
using Postroom.Testing.Transcripts;

namespace Postroom.Testing.Tests;

/// <summary>A server that has learnt its answers by heart: a line of the client, and what it says to it. It knows nothing of IMAP.</summary>
/// <remarks>Each connection hears the greeting first. A line that is not known is answered with BYE, so that a test sees what was sent.</remarks>
internal sealed class FakeServer(string greeting, params (string Line, string Answer)[] parts) : ITranscriptServer, ITranscriptFixture
{
    private readonly List<Task> _sessions = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _at;

    public List<Given> Given { get; } = [];

    public TimeSpan Clock { get; private set; }

    public List<TranscriptDoor> Doors { get; } = [];

    public ITranscriptFixture Fixture => this;

    public ValueTask<TranscriptAccount> ApplyAsync(IReadOnlyList<Given> givens, CancellationToken cancellationToken)
    {
        Given.AddRange(givens);
        return ValueTask.FromResult(new TranscriptAccount("fred", "secret"));
    }

    public ValueTask AdvanceClockAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        Clock += by;
        return ValueTask.CompletedTask;
    }

    public ValueTask<Stream> ConnectAsync(TranscriptDoor door, CancellationToken cancellationToken)
    {
        Doors.Add(door);
        (DuplexStream client, DuplexStream server) = DuplexStream.CreatePair();
        _sessions.Add(ServeAsync(server));
        return ValueTask.FromResult<Stream>(client);
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_sessions);

    private async Task ServeAsync(Stream stream)
    {
        await using Stream connection = stream;
        try
        {
            await SayAsync(connection, greeting);
            var line = new List<byte>();
            var one = new byte[1];
            while (await connection.ReadAsync(one) == 1)
            {
                line.Add(one[0]);
                if (one[0] != '\n')
                    continue;
                string said = Encoding.Latin1.GetString([.. line]).TrimEnd('\r', '\n');
                line.Clear();
                if (!await AnswerAsync(connection, said))
                    return;
            }
        }
        catch (IOException)
        {
            // The client has hung up, as some transcripts do.
        }
    }

    private async Task<bool> AnswerAsync(Stream connection, string said)
    {
        if (said == "login LOGIN \"fred\" \"secret\"")
        {
            await SayAsync(connection, "login OK in");
            return true;
        }

        if (await TakeTurnAsync(said) is not { } answer)
        {
            await SayAsync(connection, $"* BYE I was not told what to answer to: {said}");
            return false;
        }

        await SayAsync(connection, answer.Replace("<close>", "", StringComparison.Ordinal));
        return !answer.EndsWith("<close>", StringComparison.Ordinal);
    }

    // A line whose turn comes later waits for it: another connection has to speak first.
    private async Task<string?> TakeTurnAsync(string said)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (_at < parts.Length && parts[_at].Line == said)
                {
                    TaskCompletionSource before = _moved;
                    _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    before.SetResult();
                    return parts[_at++].Answer;
                }

                if (!parts.Skip(_at).Any(p => p.Line == said))
                    return null;
                moved = _moved.Task;
            }

            await moved;
        }
    }

    // A new line in an answer is CRLF on the wire, unless it says \n itself.
    private static async Task SayAsync(Stream connection, string text)
    {
        if (text.Length == 0)
            return;
        string wire = text.EndsWith('\t') ? text[..^1] : text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n";
        await connection.WriteAsync(Encoding.Latin1.GetBytes(wire));
        await connection.FlushAsync();
    }
}
