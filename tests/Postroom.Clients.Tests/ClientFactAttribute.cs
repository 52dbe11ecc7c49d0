using Postroom.Peers;

namespace Postroom.Clients.Tests;

/// <summary>A test that runs a client from the <see cref="DebianRoot"/>; skipped, with the reason, where that cannot be.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClientFactAttribute : FactAttribute
{
    public ClientFactAttribute() => Skip = DebianRoot.WhyNot;
}
