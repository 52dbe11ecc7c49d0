namespace Postroom.Net;

/// <summary>What a door has to say of lines longer than <see cref="FrameLimits.UnaskedLineOctets"/>: which may be, and how many of all its connections at once.</summary>
public interface ILinePolicy
{
    /// <summary>May a line be so long? False refuses it as <see cref="FrameLimits.MaxLineOctets"/> does.</summary>
    /// <remarks>Asked whenever more of a command has to be waited for, so that what is held meanwhile can be counted, and when it is whole.</remarks>
    /// <param name="soFar">The command's octets up to here, or the line's where no commands are read.</param>
    /// <param name="lineOctets">Octets of its lines, without literals.</param>
    /// <param name="isWhole">Nothing more of it is to come.</param>
    bool MayBe(ReadOnlySpan<byte> soFar, int lineOctets, bool isWhole);
}
