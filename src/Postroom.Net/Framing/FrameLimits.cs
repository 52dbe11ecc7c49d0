namespace Postroom.Net;

/// <summary>What one command may cost before anybody has looked at it. Defaults are for a client that has logged in.</summary>
public sealed record FrameLimits
{
    /// <summary>For strangers: short lines, small literals, no second chance (docs/limits.md).</summary>
    public static FrameLimits BeforeLogin { get; } = new()
    {
        MaxLineOctets = 8 << 10,
        SkipOctets = 0,
        MaxInlineOctets = 16 << 10,
        MaxLiterals = 4,
    };

    /// <summary>The command's lines in all, without literals and CRLFs. 64 KiB holds the longest sequence sets clients send.</summary>
    public int MaxLineOctets { get; init; } = 64 << 10;

    /// <summary>Longer ones are put to the door's <see cref="ILinePolicy"/>, if it has one. 8 KiB is what a line must have room for (RFC 9051 §4).</summary>
    public int UnaskedLineOctets { get; init; } = 8 << 10;

    /// <summary>How much of an over-long or refused command is thrown away to find its end; beyond it the stream is lost. 0: at once.</summary>
    public long SkipOctets { get; init; } = 1 << 20;

    /// <summary>Literals kept in the command, in all.</summary>
    public int MaxInlineOctets { get; init; } = 1 << 20;

    /// <summary>Literals in one command, detached ones too.</summary>
    public int MaxLiterals { get; init; } = 1000;

    /// <summary>Takes a lone LF as a line's end. IMAP clients in the wild send it; SMTP must not (it lets mail be smuggled).</summary>
    public bool BareLineFeedEndsLine { get; init; } = true;
}
