using static Postroom.Server.SettingParsers;

namespace Postroom.Server;

/// <content>What the process may do.</content>
internal sealed partial class PostroomSettings
{
    public static readonly Setting<string> ProcessUser = new(
        "Process:User", "", "a user's name or number; empty: nothing is given up; not on Windows",
        "As whom the server runs once root has opened its ports. All rights are given up for good; data folder, keys and files with passwords must be this user's.", Text);

    public static readonly Setting<string> ProcessGroup = new("Process:Group", "", "a group's name or number; empty: the user's own", "Its group, with Process:User.", Text);
}
