namespace Postroom.Testing;

/// <summary>These transcripts ask for an extension: another server that does not announce it is not asked.</summary>
/// <param name="capability">As CAPABILITY has it; without a value it stands for those with any ("APPENDLIMIT").</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class AnnouncedAsAttribute(string capability) : Attribute
{
    /// <summary>The capability.</summary>
    public string Capability { get; } = capability;

    /// <summary>True if it is among those that a server announces.</summary>
    public bool IsAmong(IEnumerable<string> announced) => announced.Any(one =>
        one.Equals(Capability, StringComparison.OrdinalIgnoreCase) || one.StartsWith(Capability + "=", StringComparison.OrdinalIgnoreCase));
}
