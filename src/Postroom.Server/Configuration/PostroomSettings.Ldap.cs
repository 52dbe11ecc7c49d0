using Postroom.Security;
using static Postroom.Server.SettingParsers;

namespace Postroom.Server;

/// <content>An LDAP directory as another source of accounts.</content>
internal sealed partial class PostroomSettings
{
    public static readonly ListSetting LdapUrl = new(
        "Ldap:Url", "", "ldap://HOST[:PORT] or ldaps://HOST[:PORT], several with commas; empty for none",
        "Servers of a directory whose people may log in with the passwords that they have there; the first that answers is asked.", static text => LdapServer.TryParse(text, out _));

    public static readonly Setting<bool> LdapStartTls = new(
        "Ldap:StartTls", "true", Switch, "Demands STARTTLS of ldap:// servers. Without it passwords go in the clear: only to this machine itself.", Bool);

    public static readonly Setting<string> LdapCaFile = new(
        "Ldap:CaFile", "", "the path of a PEM file; empty: whom the system trusts", "The authorities that may have signed the servers' certificates.", Text);

    public static readonly Setting<string> LdapBaseDn = new("Ldap:BaseDn", "", "a distinguished name", "Below which people are looked for; needed with Ldap:Url.", Text);

    public static readonly Setting<string> LdapUserFilter = new(
        "Ldap:UserFilter", "(uid=%u)", "a filter (RFC 4515) with %u for the name, %n for what is before its last @, %d for what is behind",
        "Which entry a login name is. Two of one name are nobody.",
        static (string text, out string filter) =>
        {
            filter = text;
            return LdapFilter.IsFilter(text);
        });

    public static readonly Setting<string> LdapBindDn = new("Ldap:BindDn", "", "a distinguished name; empty: anonymously", "As whom people are looked for.", Text);

    public static readonly Setting<string> LdapBindPasswordFile = new("Ldap:BindPasswordFile", "", "the path of a file", "Holds its password; needed with Ldap:BindDn.", Text);

    public static readonly Setting<string> LdapNameAttribute = new("Ldap:NameAttribute", "uid", "the name of an attribute", "What the account is called here. One value.", Text);

    public static readonly ListSetting LdapAliasAttributes = new(
        "Ldap:AliasAttributes", "", "names of attributes, with commas", "Whose values are the account's aliases, each time it logs in; those set by hand are replaced then. Empty: none are touched.", IsAnything);

    public static readonly Setting<string> LdapDisabledAttribute = new(
        "Ldap:DisabledAttribute", "", "the name of an attribute, such as nsAccountLock; empty for none", "Whose values, but for FALSE and 0, keep its entry's owner out.", Text);

    public static readonly Setting<bool> LdapCreateAccounts = new(
        "Ldap:CreateAccounts", "false", Switch, "Makes the account when its owner first logs in; otherwise only accounts that `account ldap` names are open to the directory's people.", Bool);

    public static readonly Setting<TimeSpan> LdapTimeout = new(
        "Ldap:Timeout", "5s", Durations + ", 1s to 30s", "How long the directory may take for a login; then that is NO [UNAVAILABLE].",
        static (string text, out TimeSpan value) => Duration(text, out value) && value >= TimeSpan.FromSeconds(1) && value <= TimeSpan.FromSeconds(30));

    public static readonly Setting<int> LdapMaxConnections = new(
        "Ldap:MaxConnections", "4", "1 to 100", "Connections to the directory at a time.", Int(1, 100));

    public static readonly Setting<TimeSpan> LdapRecheck = new(
        "Ldap:Recheck", "5m", Durations + ", at least 1s", "How often the directory is asked about who is logged in: sessions of who is disabled there or gone from it end.",
        static (string text, out TimeSpan value) => Duration(text, out value) && value >= TimeSpan.FromSeconds(1));
}
