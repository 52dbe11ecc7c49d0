Console.WriteLine("postroom");
