using System.CommandLine;

namespace Postroom.Server;

/// <summary>settings: every setting with its default, what is allowed and what it does.</summary>
internal static class SettingsCommand
{
    public static Command Build()
    {
        var command = new Command("settings", "Lists every setting: key, default, what is allowed, what it does.");
        command.SetAction(static _ =>
        {
            foreach (Setting setting in PostroomSettings.All)
            {
                Console.Out.WriteLine($"{setting.Key} (default: {(setting.DefaultText.Length > 0 ? setting.DefaultText : "empty")})");
                Console.Out.WriteLine($"    {setting.Meaning}");
                Console.Out.WriteLine($"    Takes {setting.Allowed}.");
            }
        });
        return command;
    }
}
