namespace Postroom.Testing;

/// <summary>Another server is known to answer this transcript otherwise. A run against it expects that, and complains when it is no longer so.</summary>
/// <remarks>Of a class: some of its transcripts, of those that do not say so themselves.</remarks>
/// <param name="server">Its name.</param>
/// <param name="reason">What it does, and what makes ours right or allows both.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class DiffersOnAttribute(string server, string reason) : Attribute
{
    /// <summary>The other server's name.</summary>
    public string Server { get; } = server;

    /// <summary>What it does, and what makes ours right or allows both.</summary>
    public string Reason { get; } = reason;
}
