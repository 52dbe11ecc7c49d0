namespace Postroom.Net;

/// <summary>What a <see cref="FrameReader"/> found.</summary>
public enum FrameOutcome
{
    /// <summary>A whole command.</summary>
    Command,

    /// <summary>The end of input. A command cut short by it is dropped.</summary>
    End,

    /// <summary>A command over its limits. It was thrown away to its end: answer and go on.</summary>
    TooLong,

    /// <summary>A command whose literal was refused. The next thing read is a new command: answer and go on.</summary>
    Refused,

    /// <summary>Where the next command begins cannot be known: say BYE and close.</summary>
    Unrecoverable,
}
