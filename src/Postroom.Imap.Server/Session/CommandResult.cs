using Postroom.Net;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>How a command ended: what the tagged answer says, and what happens when it was sent.</summary>
public sealed record CommandResult
{
    private CommandResult(CommandStatus status, string text, ResponseCode? code) => (Status, Text, Code) = (status, text, code);

    /// <summary>OK, NO or BAD.</summary>
    public CommandStatus Status { get; private init; }

    /// <summary>For the person at the other end: ASCII, and nothing of the client's input.</summary>
    public string Text { get; }

    /// <summary>What stands in brackets before the text, or null.</summary>
    public ResponseCode? Code { get; private init; }

    /// <summary>True where messages were taken out: a client that has enabled QRESYNC is told its new HIGHESTMODSEQ (RFC 7162 §3.2.7, §3.2.9, RFC 6851 §4.4).</summary>
    public bool TellsModSeq { get; init; }

    /// <summary>Where not all messages were processed: the tagged answer's code if it is OK and has no other, else told beside it (RFC 9738 §3.1). Null for nothing.</summary>
    public ResponseCode? Limited { get; init; }

    /// <summary>Runs after the answer was written: STARTTLS's handshake. Null for nothing.</summary>
    public Func<ImapSession, CancellationToken, ValueTask>? AfterAnswer { get; init; }

    /// <summary>Not <see cref="ConnectionEndReason.None"/>: the session ends after the answer.</summary>
    public ConnectionEndReason Ends { get; init; }

    /// <summary>The same with another code.</summary>
    internal CommandResult With(ResponseCode code) => this with { Code = code };

    /// <summary>The same, as done.</summary>
    internal CommandResult AsOk() => this with { Status = CommandStatus.Ok };

    /// <summary>Done.</summary>
    public static CommandResult Ok(string text, ResponseCode? code = null) => new(CommandStatus.Ok, text, code);

    /// <summary>Understood and refused.</summary>
    public static CommandResult No(string text, ResponseCode? code = null) => new(CommandStatus.No, text, code);

    /// <summary>Not understood, or not now.</summary>
    public static CommandResult Bad(string text, ResponseCode? code = null) => new(CommandStatus.Bad, text, code);

    /// <summary>The store's refusal in IMAP's words (RFC 5530).</summary>
    public static CommandResult No(StoreRefusal refusal) => new(CommandStatus.No, refusal.Text, RefusalCodes.For(refusal.Reason));
}

/// <summary>What the tagged answer begins with.</summary>
public enum CommandStatus
{
    /// <summary>OK.</summary>
    Ok,

    /// <summary>NO.</summary>
    No,

    /// <summary>BAD.</summary>
    Bad,
}
