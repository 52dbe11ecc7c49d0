using System.Diagnostics;

namespace Postroom.Peers;

/// <summary>Tests log in with passwords that are easy to read, such as "secret": postroom is told to take them.</summary>
public static class TestPasswords
{
    /// <summary>What is told, for a server in the test's own process.</summary>
    public const string Setting = "Auth:WeakPasswords=Allow";

    /// <summary>Tells it to a program, unless that is told otherwise.</summary>
    public static void Allow(ProcessStartInfo start)
    {
        ArgumentNullException.ThrowIfNull(start);
        start.Environment.TryAdd("POSTROOM__Auth__WeakPasswords", "Allow");
    }
}
