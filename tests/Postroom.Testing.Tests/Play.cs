using Postroom.Testing.Transcripts;

namespace Postroom.Testing.Tests;

/// <summary>Plays a script against a <see cref="FakeServer"/>.</summary>
internal static class Play
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task PassesAsync(string script, params (string Line, string Answer)[] parts)
    {
        await using var server = new FakeServer("* OK ready", parts);
        await Transcript.RunAsync(server, script, Patience, CancellationToken.None);
    }

    /// <returns>What the test would have printed.</returns>
    public static async Task<string> FailsAsync(string script, params (string Line, string Answer)[] parts)
    {
        await using var server = new FakeServer("* OK ready", parts);
        TranscriptException failure = await Assert.ThrowsAsync<TranscriptException>(
            () => Transcript.RunAsync(server, script, Patience, CancellationToken.None));
        return failure.Message;
    }

    public static string RefusesScript(string script) =>
        Assert.Throws<TranscriptScriptException>(() => TranscriptScript.Read(script)).Message;
}
