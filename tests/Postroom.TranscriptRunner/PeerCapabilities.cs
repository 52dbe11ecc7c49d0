using System.Text;
using Postroom.Testing.Transcripts;

namespace Postroom.TranscriptRunner;

/// <summary>What a server announces to somebody who is logged in: transcripts of other extensions are not for it.</summary>
internal static class PeerCapabilities
{
    public static async Task<IReadOnlyList<string>> AskAsync(PeerServer server)
    {
        TranscriptAccount account = server.AddAccount();
        await using Stream stream = await server.ConnectAsync(TranscriptDoor.Plain, CancellationToken.None);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"a LOGIN {account.Name} {account.Password}\r\nb CAPABILITY\r\n"));
        string[] announced = [];
        while (await reader.ReadLineAsync() is { } line && !line.StartsWith("b ", StringComparison.Ordinal))
        {
            if (line.StartsWith("* CAPABILITY ", StringComparison.Ordinal))
            {
                announced = line.Split(' ')[2..];
            }
        }

        return announced.Length > 0 ? announced : throw new InvalidOperationException("The server announced nothing to who logged in.");
    }
}
