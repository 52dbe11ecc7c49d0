using System.Buffers.Binary;
using System.Text;

namespace Postroom.Security.Tests;

public sealed class KeytabTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("postroom-keytab-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_principal_is_found_once_and_what_was_deleted_is_not()
    {
        byte[] keytab =
        [
            5, 2, .. Entry("EXAMPLE.ORG", "imap", "mail.example.org"), .. Hole(20), .. Entry("EXAMPLE.ORG", "imap", "mail.example.org"),
            .. Entry("EXAMPLE.ORG", "HTTP", "www"), .. new byte[16],
        ];
        Assert.True(Keytab.TryReadPrincipals(keytab, out IReadOnlyList<string>? principals));
        Assert.Equal(["imap/mail.example.org@EXAMPLE.ORG", "HTTP/www@EXAMPLE.ORG"], principals);
    }

    /// <summary>Cut off anywhere and with any octet changed: read or not, but nothing is thrown.</summary>
    [Fact]
    public void A_damaged_one_is_none()
    {
        byte[] keytab = [5, 2, .. Entry("EXAMPLE.ORG", "imap", "mail.example.org")];
        for (int length = 0; length < keytab.Length; length++)
        {
            bool isRead = Keytab.TryReadPrincipals(keytab.AsSpan(0, length), out IReadOnlyList<string>? principals);
            Assert.False(isRead && principals!.Count > 0);
            byte[] changed = [.. keytab];
            foreach (byte octet in (byte[])[0, 0x7F, 0x80, 0xFF])
            {
                changed[length] = octet;
                Keytab.TryReadPrincipals(changed, out _);
            }
        }

        Assert.False(Keytab.TryReadPrincipals([5, 1, .. keytab.AsSpan(2)], out _));
    }

    [Fact]
    public void What_cannot_be_used_is_said_in_one_sentence()
    {
        string path = Path.Combine(_folder, "keytab");
        if (!OperatingSystem.IsLinux())
        {
            Assert.Contains("Linux only", Message(path), StringComparison.Ordinal);
            return;
        }

        Assert.Contains("there is no such file", Message(path), StringComparison.Ordinal);
        File.WriteAllText(path, "no keytab");
        Assert.Contains("is no keytab", Message(path), StringComparison.Ordinal);
        File.WriteAllBytes(path, [5, 2]);
        Assert.Contains("is no keytab, or holds no key", Message(path), StringComparison.Ordinal);
        File.WriteAllBytes(path, [5, 2, .. Entry("R", "imap", "a"), .. Entry("R", "host", "a")]);
        Assert.Contains("has a key of host/a@R, for whose tickets this server is not", Message(path), StringComparison.Ordinal);
    }

    private static string Message(string path) => Assert.Throws<KerberosException>(() => KerberosService.FromKeytab(path, "imap", "R")).Message;

    private static byte[] Entry(string realm, params string[] components)
    {
        byte[] entry = [.. Number((short)components.Length), .. Text(realm), .. components.SelectMany(Text), 0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 18, 0, 4, 1, 2, 3, 4];
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, entry.Length);
        return [.. length, .. entry];
    }

    private static byte[] Hole(int octets)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, -octets);
        return [.. length, .. new byte[octets]];
    }

    private static byte[] Text(string text) => [.. Number((short)text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Number(short number)
    {
        byte[] octets = new byte[2];
        BinaryPrimitives.WriteInt16BigEndian(octets, number);
        return octets;
    }
}
