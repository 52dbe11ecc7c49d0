namespace Postroom.Peers.Tests;

/// <summary>A test that runs a server from the <see cref="DebianRoot"/>; skipped, with the reason, where that cannot be.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeersFactAttribute : FactAttribute
{
    public PeersFactAttribute() => Skip = DebianRoot.WhyNot;
}
