using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Postroom.Server;

/// <summary>Root's rights, given up for good: the ports are open by then, and all that is done later is done as an ordinary user.</summary>
/// <remarks>The C library's calls change all threads of the process (POSIX wants that of setuid; the kernel itself knows threads only, so it must not be called past them).
/// That it has come so is looked at afterwards, thread by thread.</remarks>
internal static partial class Privileges
{
    private const int ReadWrite = 4 | 2, Enter = 1; // R_OK | W_OK, X_OK

    /// <summary>Opens the ports as root and becomes the user that the settings name; null where they name none.</summary>
    /// <exception cref="ConfigurationException">It cannot be done, or not wholly: then nothing is served.</exception>
    public static SocketActivation? GiveUp(PostroomSettings settings, string dataFolder, bool isDemo)
    {
        string user = settings.Get(PostroomSettings.ProcessUser), group = settings.Get(PostroomSettings.ProcessGroup);
        if (user.Length == 0)
        {
            return group.Length == 0 ? null : throw new ConfigurationException($"{PostroomSettings.ProcessGroup.Key} is nothing without {PostroomSettings.ProcessUser.Key}.");
        }

        if (OperatingSystem.IsWindows())
        {
            throw new ConfigurationException($"{PostroomSettings.ProcessUser.Key} is for Linux and macOS: on Windows run the service as an account without rights.");
        }

        SocketActivation sockets = SocketActivation.Take().WithAll(settings, isDemo);
        Become(Find(user, group));
        DemandFolder(dataFolder, user);
        return sockets;
    }

    /// <summary>Lines of /proc/PID/status that would be wrong for a thread without any right, in a sentence; null if all is well.</summary>
    internal static string? WrongIn(IEnumerable<string> status, uint user, uint group)
    {
        foreach (string line in status)
        {
            string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            bool isWrong = words switch
            {
                // Real, effective, saved, of the file system: with any of them another, it could be had back.
                ["Uid:", .. var ids] => ids.Any(id => id != user.ToString(CultureInfo.InvariantCulture)),
                ["Gid:", .. var ids] => ids.Any(id => id != group.ToString(CultureInfo.InvariantCulture)),
                ["Groups:", .. var ids] => ids.Contains("0"),
                ["CapPrm:" or "CapEff:" or "CapAmb:", var set] => set.AsSpan().ContainsAnyExcept('0'),
                _ => false,
            };
            if (isWrong)
            {
                return string.Join(' ', words);
            }
        }

        return null;
    }

    [UnsupportedOSPlatform("windows")]
    private static (string Name, uint User, uint Group) Find(string user, string group)
    {
        bool isNumber = uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out uint number);
        nint entry = isNumber ? GetUser(number) : GetUser(user);
        if (entry == 0)
        {
            throw new ConfigurationException($"{PostroomSettings.ProcessUser.Key}: this machine has no user '{user}'.");
        }

        // struct passwd { char *pw_name; char *pw_passwd; uid_t pw_uid; gid_t pw_gid; ... } and struct group { char *gr_name; char *gr_passwd; gid_t gr_gid; ... }:
        // so they begin in glibc, musl and macOS alike.
        string name = Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry))!;
        uint id = (uint)Marshal.ReadInt32(entry, 2 * nint.Size), own = (uint)Marshal.ReadInt32(entry, (2 * nint.Size) + sizeof(uint));
        if (group.Length > 0 && !uint.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out own))
        {
            nint found = GetGroup(group);
            own = found != 0 ? (uint)Marshal.ReadInt32(found, 2 * nint.Size) : throw new ConfigurationException($"{PostroomSettings.ProcessGroup.Key}: this machine has no group '{group}'.");
        }

        return id != 0 && own != 0
            ? (name, id, own)
            : throw new ConfigurationException($"{PostroomSettings.ProcessUser.Key}: {(id == 0 ? $"the user '{user}'" : "the group")} is root's: name one without rights.");
    }

    [UnsupportedOSPlatform("windows")]
    private static void Become((string Name, uint User, uint Group) who)
    {
        if (EffectiveUser() == who.User && EffectiveGroup() == who.Group)
        {
            return; // a unit has done it
        }

        if (EffectiveUser() != 0)
        {
            throw new ConfigurationException($"Only root can become {who.Name}: start the server as root, or as {who.Name} without {PostroomSettings.ProcessUser.Key}.");
        }

        // The user last: who is no longer root cannot change the groups.
        if (InitGroups(who.Name, who.Group) != 0 || SetGroup(who.Group) != 0 || SetUser(who.User) != 0)
        {
            throw new ConfigurationException($"The system does not let this process become {who.Name}: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        if (SetUser(0) == 0 || SetGroup(0) == 0)
        {
            throw new ConfigurationException("Root's rights could be had back after they were given up: nothing is served.");
        }

        if (OperatingSystem.IsLinux())
        {
            DemandOfEachThread(who.User, who.Group);
        }
    }

    private static void DemandOfEachThread(uint user, uint group)
    {
        foreach (string thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            string? wrong;
            try
            {
                wrong = WrongIn(File.ReadLines(Path.Combine(thread, "status")), user, group);
            }
            catch (IOException)
            {
                continue; // it has ended meanwhile
            }

            if (wrong is not null)
            {
                throw new ConfigurationException($"A thread of this process has kept rights ({wrong}): nothing is served.");
            }
        }
    }

    // What was begun as root, by a command for instance, is not to be had any more: better said at the start than at somebody's mail.
    private static void DemandFolder(string dataFolder, string user)
    {
        string folder = Path.GetFullPath(dataFolder);
        if (!Directory.Exists(folder))
        {
            return; // it is made, or that says why not
        }

        string? closed = Access(folder, ReadWrite | Enter) != 0
            ? folder
            : Directory.EnumerateFileSystemEntries(folder).FirstOrDefault(static entry => Access(entry, Directory.Exists(entry) ? ReadWrite | Enter : ReadWrite) != 0);
        if (closed is not null)
        {
            throw new ConfigurationException($"{closed} is not open to {user}, as whom the server runs: `chown -R {user} {folder}` gives it the data folder.");
        }
    }

    [LibraryImport("libc", EntryPoint = "getpwnam", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetUser(string name);

    [LibraryImport("libc", EntryPoint = "getpwuid")]
    private static partial nint GetUser(uint id);

    [LibraryImport("libc", EntryPoint = "getgrnam", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetGroup(string name);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint EffectiveGroup();

    [LibraryImport("libc", EntryPoint = "initgroups", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int InitGroups(string user, uint group);

    [LibraryImport("libc", EntryPoint = "setgid", SetLastError = true)]
    private static partial int SetGroup(uint id);

    [LibraryImport("libc", EntryPoint = "setuid", SetLastError = true)]
    private static partial int SetUser(uint id);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
