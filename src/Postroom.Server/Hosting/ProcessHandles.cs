using System.Runtime.InteropServices;

namespace Postroom.Server;

/// <summary>How the files and sockets that the system lets this process have are shared out, so that they never run out where nobody expects it.</summary>
/// <remarks>What .NET cannot load for want of a handle it does not load later either: some are nobody's but the program's own.</remarks>
internal sealed partial class ProcessHandles
{
    // A server that has shown all it can has some 150 open: .NET's parts, ports, server.db, what asks LDAP and others.
    private const int Own = 256;

    // 340 accounts' storages, with messages on their way in.
    private const int FilesWanted = 8192;

    // mail.db to write and twice to read, three files each; the log; eight packs, and some to spare.
    private const int OfStorage = 24;

    private ProcessHandles(int limit, int connections)
    {
        int shared = limit - Math.Min(Own, limit / 2);
        Connections = Math.Max(1, Math.Min(connections, Math.Max(shared - FilesWanted, shared / 2)));
        Files = shared - Connections;
        Shortage = Connections == connections
            ? null
            : $"The system lets this process have {limit} files and sockets open: {Connections} clients may come, not {connections} ({PostroomSettings.ImapMaxConnections.Key}). LimitNOFILE (systemd) or ulimit -Hn raises it.";
    }

    /// <summary>For clients.</summary>
    public int Connections { get; }

    /// <summary>For the store.</summary>
    public int Files { get; }

    /// <summary>For the log: there are fewer clients than are wanted, and why; null if not.</summary>
    public string? Shortage { get; }

    /// <summary>Storages that may stay open although nobody uses them.</summary>
    public int Storages => Math.Max(1, Files / OfStorage);

    /// <summary>As this process is.</summary>
    /// <param name="connections">As many as are wanted.</param>
    public static ProcessHandles For(int connections) => Of(LimitOfProcess(), connections);

    /// <summary>As a process with this limit would be.</summary>
    internal static ProcessHandles Of(int limit, int connections) => new(limit, connections);

    // The soft limit is raised to the hard one: .NET's runtime has done so, machine code has not. Windows has none.
    private static int LimitOfProcess()
    {
        const int ofLinux = 7, ofOthers = 8; // RLIMIT_NOFILE
        if (OperatingSystem.IsWindows())
        {
            return int.MaxValue;
        }

        int resource = OperatingSystem.IsLinux() ? ofLinux : ofOthers;
        Span<nuint> limits = stackalloc nuint[2]; // struct rlimit: soft, hard
        if (GetLimit(resource, ref MemoryMarshal.GetReference(limits)) != 0)
        {
            return int.MaxValue;
        }

        nuint soft = limits[0];
        limits[0] = limits[1];
        if (soft < limits[1] && SetLimit(resource, ref MemoryMarshal.GetReference(limits)) == 0)
        {
            soft = limits[1]; // a system that has no such number of files says no: then it stays
        }

        return soft < int.MaxValue ? (int)soft : int.MaxValue;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ref nuint limits);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ref nuint limits);
}
