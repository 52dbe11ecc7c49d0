namespace Postroom.Imap.Server;

/// <summary>A part of the protocol: what it adds is what it registers. The base protocol comes in by this door too.</summary>
/// <remarks>One instance serves all sessions: it keeps no state of one.</remarks>
public interface IImapExtension
{
    /// <summary>By what <see cref="ImapServerOptions.DisabledExtensions"/> and others' <see cref="Needs"/> call it; mostly its capability.</summary>
    string Name { get; }

    /// <summary>Extensions without which this one must not be announced (INVARIANTS 22).</summary>
    IReadOnlyList<string> Needs => [];

    /// <summary>Registers everything this extension adds. Called once, when the server is made.</summary>
    void Register(ImapRegistry imap);
}
