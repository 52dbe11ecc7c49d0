using System.Globalization;
using System.Text;
using Postroom.Imap;

namespace Postroom.Server;

/// <summary>Mailbox names as names of folders and files, both ways.</summary>
/// <remarks>
/// Maildir++ puts a dot between levels; one within a level is written <c>\2e</c>, as Dovecot's listescape has it, and so are other
/// characters that a folder's name cannot have.
/// </remarks>
internal static class FolderNames
{
    private const int MaxOctets = 255;

    /// <summary>The folder of a mailbox in a Maildir++ (".Sent.2024"): levels in modified UTF-7.</summary>
    /// <exception cref="ConfigurationException">No folder can have the name.</exception>
    public static string ToMaildirPlusPlus(MailboxName name) => Fitting(
        name,
        "." + string.Join('.', name.Value.Split(MailboxName.Separator).Select(level => Escape(Encoding.ASCII.GetString(ModifiedUtf7Of(level)), escapeDots: true))));

    /// <summary>The path of a mailbox's mbox file, in folders for the levels above.</summary>
    /// <exception cref="ConfigurationException">No folder can have the name.</exception>
    public static string ToMboxPath(MailboxName name) =>
        Path.Combine([.. name.Value.Split(MailboxName.Separator).Select(level => Fitting(name, Escape(level, escapeDots: false)))]) + ".mbox";

    /// <summary>A level as it was before it was written as a folder's name: <c>\2e</c> undone, modified UTF-7 decoded where it is that.</summary>
    public static string Decode(string level)
    {
        level = Unescape(level);
        return ModifiedUtf7.TryDecode(Encoding.UTF8.GetBytes(level), out string decoded) ? decoded : level;
    }

    public static string Unescape(string level)
    {
        int backslash = level.IndexOf('\\', StringComparison.Ordinal);
        while (backslash >= 0 && backslash + 2 < level.Length)
        {
            if (byte.TryParse(level.AsSpan(backslash + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value) && value < 0x80)
            {
                level = level[..backslash] + (char)value + level[(backslash + 3)..];
            }

            backslash = level.IndexOf('\\', backslash + 1);
        }

        return level;
    }

    private static byte[] ModifiedUtf7Of(string level)
    {
        byte[] buffer = new byte[ModifiedUtf7.MaxEncodedLength(level.Length)];
        return buffer[..ModifiedUtf7.Encode(level, buffer)];
    }

    // The colon and its like are for Windows; a dot at either end hides a folder or is cut off there.
    private static string Escape(string level, bool escapeDots)
    {
        var escaped = new StringBuilder(level.Length + 4);
        for (int i = 0; i < level.Length; i++)
        {
            char c = level[i];
            bool isEnd = i == 0 || i == level.Length - 1;
            if ((c == '.' && (escapeDots || isEnd)) || (c == ' ' && isEnd) || c is '\\' or '/' or ':' or '*' or '?' or '"' or '<' or '>' or '|')
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\{(int)c:x2}");
            }
            else
            {
                escaped.Append(c);
            }
        }

        // A folder "x.mbox" would stand where the file of mailbox "x" belongs.
        return escaped.ToString() is var name && name.EndsWith(".mbox", StringComparison.OrdinalIgnoreCase) ? name[..^5] + "\\2embox" : name;
    }

    private static string Fitting(MailboxName name, string folder) => Encoding.UTF8.GetByteCount(folder) <= MaxOctets - 5
        ? folder
        : throw new ConfigurationException($"The mailbox '{name}' has a name that is too long for a folder: rename it first.");
}
