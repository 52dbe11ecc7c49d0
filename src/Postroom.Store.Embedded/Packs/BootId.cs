using System.Security.Cryptography;
using System.Text;

namespace Postroom.Store.Embedded.Packs;

/// <summary>Which start of the machine this is: what the system was given before an unclean end is still there exactly if it is the same one.</summary>
internal static class BootId
{
    /// <summary>0 where the system does not say: then any unclean end may have lost writes.</summary>
    internal static ulong Current { get; } = Read();

    private static ulong Read()
    {
        const string Path = "/proc/sys/kernel/random/boot_id";
        if (!OperatingSystem.IsLinux() || !File.Exists(Path))
        {
            return 0;
        }

        byte[] hash = SHA256.HashData(Encoding.ASCII.GetBytes(File.ReadAllText(Path).Trim()));
        return BitConverter.ToUInt64(hash) | 1;
    }
}
