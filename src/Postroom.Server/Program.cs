return await Postroom.Server.CommandLine.RunAsync(args);
