// SPDX-License-Identifier: GPL-2.0
/*
 * A program that reads keys with SDL2, on a text console: prints the keys that SDL
 * reports, until Escape or SDL_QUIT, which SDL makes of SIGTERM and SIGINT. SDL is loaded at run time, so its headers are not needed; the
 * declarations here are its stable ABI.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>

#define LIBRARY		"libSDL2-2.0.so.0"
#define SDL_INIT_VIDEO	0x20u
#define SDLK_ESCAPE	27
#define TIMEOUT_MS	60000

enum { SDL_QUIT = 0x100, SDL_KEYDOWN = 0x300, SDL_KEYUP = 0x301, SDL_TEXTINPUT = 0x303 };

struct key {
	uint32_t type, time, window;
	uint8_t state, repeat, pad[2];
	uint32_t scancode;
	int32_t sym;
	uint16_t mod;
};

struct text {
	uint32_t type, time, window;
	char text[32];
};

union event {
	uint32_t type;
	struct key key;
	struct text text;
	uint8_t room[128];
};

static int (*sdl_init)(uint32_t flags);
static void *(*sdl_create_window)(const char *title, int x, int y, int w, int h,
				  uint32_t flags);
static int (*sdl_wait)(union event *event, int ms);
static const char *(*sdl_error)(void);
static void (*sdl_quit)(void);

static const struct {
	const char *name;
	void *function;
} wanted[] = {
	{ "SDL_Init", &sdl_init },
	{ "SDL_CreateWindow", &sdl_create_window },
	{ "SDL_WaitEventTimeout", &sdl_wait },
	{ "SDL_GetError", &sdl_error },
	{ "SDL_Quit", &sdl_quit },
};

static int find_sdl(void)
{
	void *library = dlopen(LIBRARY, RTLD_NOW);

	for (size_t i = 0; library && i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		void *found = dlsym(library, wanted[i].name);

		if (!found)
			return -1;
		*(void **)wanted[i].function = found;
	}
	return library ? 0 : -1;
}

/* False once it is over. */
static int tell(const union event *event)
{
	if (event->type == SDL_TEXTINPUT)
		printf("text %s\n", event->text.text);
	if (event->type == SDL_KEYDOWN || event->type == SDL_KEYUP)
		printf("%s %d\n", event->type == SDL_KEYDOWN ? "down" : "up",
		       event->key.sym);
	return event->type != SDL_QUIT &&
	       !(event->type == SDL_KEYUP && event->key.sym == SDLK_ESCAPE);
}

int main(void)
{
	union event event;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (find_sdl()) {
		fprintf(stderr, "sdlkeys: %s\n", dlerror());
		return 1;
	}
	if (sdl_init(SDL_INIT_VIDEO) || !sdl_create_window("keys", 0, 0, 64, 64, 0)) {
		fprintf(stderr, "sdlkeys: %s\n", sdl_error());
		return 1;
	}
	puts("ready");
	while (sdl_wait(&event, TIMEOUT_MS))
		if (!tell(&event)) {
			sdl_quit();
			return 0;
		}
	fprintf(stderr, "sdlkeys: no Escape in %d s\n", TIMEOUT_MS / 1000);
	return 1;
}
