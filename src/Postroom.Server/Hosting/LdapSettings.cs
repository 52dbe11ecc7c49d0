using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Postroom.Security;

namespace Postroom.Server;

/// <summary>What the settings say of the LDAP directory, for Postroom.Security.</summary>
internal static class LdapSettings
{
    /// <summary>The directory; null where none is set: then nothing of LDAP is loaded.</summary>
    /// <exception cref="ConfigurationException">Something that belongs to it is missing, or passwords would go in the clear.</exception>
    public static LdapOptions? Read(PostroomSettings settings)
    {
        IReadOnlyList<string> urls = settings.Get(PostroomSettings.LdapUrl);
        return urls.Count == 0 ? null : Read(settings, [.. urls.Select(static url => LdapServer.TryParse(url, out LdapServer? server) ? server : throw new FormatException(url))]);
    }

    private static LdapOptions Read(PostroomSettings settings, LdapServer[] servers)
    {
        bool startTls = settings.Get(PostroomSettings.LdapStartTls);
        if (!startTls && servers.FirstOrDefault(static server => !server.IsTls && !server.IsThisMachine) is { } open)
        {
            throw new ConfigurationException(
                $"{PostroomSettings.LdapStartTls.Key}=false would send passwords to {open} in the clear: that is done on this machine only. Leave it, or use ldaps://.");
        }

        string bindDn = settings.Get(PostroomSettings.LdapBindDn);
        return new LdapOptions
        {
            Servers = servers,
            StartTls = startTls,
            Authorities = Authorities(settings.Get(PostroomSettings.LdapCaFile)),
            BaseDn = Needed(settings, PostroomSettings.LdapBaseDn),
            Filter = LdapFilter.Parse(settings.Get(PostroomSettings.LdapUserFilter)),
            BindDn = bindDn,
            BindPassword = bindDn.Length > 0 ? Password(Needed(settings, PostroomSettings.LdapBindPasswordFile)) : default,
            NameAttribute = Needed(settings, PostroomSettings.LdapNameAttribute),
            AliasAttributes = settings.Get(PostroomSettings.LdapAliasAttributes),
            DisabledAttribute = settings.Get(PostroomSettings.LdapDisabledAttribute),
            Timeout = settings.Get(PostroomSettings.LdapTimeout),
            MaxConnections = settings.Get(PostroomSettings.LdapMaxConnections),
        };
    }

    private static string Needed(PostroomSettings settings, Setting<string> setting) =>
        settings.Get(setting) is { Length: > 0 } value ? value : throw new ConfigurationException($"The directory cannot be asked without {setting.Key}: set it.");

    private static byte[] Password(string file) => Encoding.UTF8.GetBytes(File.ReadAllText(file).TrimEnd('\r', '\n')) is { Length: > 0 } password
        ? password
        : throw new ConfigurationException($"{file} is empty: {PostroomSettings.LdapBindPasswordFile.Key} names a file with a password.");

    private static X509Certificate2Collection? Authorities(string file)
    {
        if (file.Length == 0)
        {
            return null;
        }

        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(File.ReadAllText(file));
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException($"{PostroomSettings.LdapCaFile.Key}: {file} holds a certificate that cannot be read.", e);
        }

        return found.Count > 0 ? found : throw new ConfigurationException($"{PostroomSettings.LdapCaFile.Key}: {file} holds no PEM certificate.");
    }
}
