using System.Runtime.InteropServices;

namespace Postroom.Net;

/// <summary>Linux's epoll(7).</summary>
internal static partial class NativeEpoll
{
    internal const uint In = 0x001, Out = 0x004, Error = 0x008, HangUp = 0x010, PeerHangUp = 0x2000;

    /// <summary>What a socket may be watched for: all that happens, what comes in, or nothing but its failure, which is always told.</summary>
    internal const uint All = In | Out | PeerHangUp | EdgeTriggered, Input = In | PeerHangUp | EdgeTriggered, Nothing = EdgeTriggered;

    private const uint EdgeTriggered = 1u << 31;
    private const int CloseOnExec = 0x80000, ControlAdd = 1, ControlModify = 3, Interrupted = 4;

    // struct epoll_event is packed on x64 only, to look there as it does in a 32-bit program.
    private static readonly int KeyAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <summary>Octets of one event.</summary>
    internal static int EventOctets => KeyAt + sizeof(ulong);

    /// <summary>A new one.</summary>
    /// <exception cref="IOException">The process has too many descriptors.</exception>
    internal static int Create()
    {
        int epoll = CreateEpoll(CloseOnExec);
        return epoll >= 0 ? epoll : throw Failure("epoll_create1");
    }

    /// <summary>Closes one that nothing was watched with.</summary>
    internal static void Close(int epoll) => _ = CloseDescriptor(epoll);

    /// <summary>Reports each change to readiness of <paramref name="socket"/>, under <paramref name="key"/>, until it is closed.</summary>
    /// <exception cref="IOException">The system watches too many already.</exception>
    internal static void Watch(int epoll, SafeHandle socket, ulong key) => Register(epoll, ControlAdd, socket, key, All);

    /// <summary>Reports <paramref name="what"/> only from now on; of that, what is so already is reported at once.</summary>
    internal static void Change(int epoll, SafeHandle socket, ulong key, uint what) => Register(epoll, ControlModify, socket, key, what);

    /// <summary>Waits for changes; how many there are in <paramref name="events"/>.</summary>
    internal static int Wait(int epoll, Span<byte> events)
    {
        while (true)
        {
            int count = Wait(epoll, ref MemoryMarshal.GetReference(events), events.Length / EventOctets, -1);
            if (count >= 0)
            {
                return count;
            }

            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                throw Failure("epoll_wait");
            }
        }
    }

    /// <summary>One of the events that <see cref="Wait(int, Span{byte})"/> brought.</summary>
    internal static (uint What, ulong Key) Read(ReadOnlySpan<byte> events, int index)
    {
        ReadOnlySpan<byte> one = events.Slice(index * EventOctets, EventOctets);
        return (BitConverter.ToUInt32(one), BitConverter.ToUInt64(one[KeyAt..]));
    }

    private static void Register(int epoll, int operation, SafeHandle socket, ulong key, uint what)
    {
        Span<byte> registration = stackalloc byte[EventOctets];
        // Not MemoryMarshal.Write: it would be compiled at each start.
        BitConverter.TryWriteBytes(registration, what);
        BitConverter.TryWriteBytes(registration[KeyAt..], key);
        if (Control(epoll, operation, socket, ref MemoryMarshal.GetReference(registration)) != 0)
        {
            throw Failure("epoll_ctl");
        }
    }

    private static IOException Failure(string call) => new($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int CreateEpoll(int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, SafeHandle socket, ref byte registration);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int epoll, ref byte events, int count, int timeoutMilliseconds);
}
