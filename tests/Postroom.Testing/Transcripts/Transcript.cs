using Postroom.Testing.Transcripts;

namespace Postroom.Testing;

/// <summary>A protocol test that reads like the RFC's examples. docs/transcripts.md says how one is written.</summary>
public static class Transcript
{
    // Long enough for a loaded machine, short enough that a hang is a failure of this test and not of the run.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Plays a script against a server that keeps its mail in this store.</summary>
    /// <exception cref="TranscriptException">The server did not do what the script says.</exception>
    /// <exception cref="TranscriptScriptException">The script is wrong.</exception>
    /// <exception cref="TranscriptUnsupportedException">The server cannot be given what the script wants.</exception>
    public static async Task RunAsync(TestStore store, string script)
    {
        TranscriptScript read = TranscriptScript.Read(script);
        await using ITranscriptServer server = await store.StartServerAsync(CancellationToken.None);
        await new TranscriptRunner(server, read, Patience, CancellationToken.None).RunAsync();
    }

    /// <summary>The same against a server that runs already.</summary>
    public static Task RunAsync(ITranscriptServer server, string script, CancellationToken cancellationToken) =>
        RunAsync(server, script, Patience, cancellationToken);

    internal static Task RunAsync(ITranscriptServer server, string script, TimeSpan patience, CancellationToken cancellationToken) =>
        new TranscriptRunner(server, TranscriptScript.Read(script), patience, cancellationToken).RunAsync();
}
